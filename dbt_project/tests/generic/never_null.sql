{# No row lacks a value in any of these columns: one check for all of them, because a night pays for each by itself. #}
{% test never_null(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where
    {%- for column in columns %}
    {{ 'or ' if not loop.first }}{{ column }} is null
    {%- endfor %}
{% endtest %}
