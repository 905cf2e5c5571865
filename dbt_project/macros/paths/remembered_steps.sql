{# The newest steps of a path up to a place as one number: five digits for each of the var markov_order last ones. #}
{% macro remembered_steps(step, path, place) -%}
    {%- for back in range(var('markov_order')) -%}
        {%- if back == 0 -%}
            {{ step }}
        {%- else %}
            + {{ 100000 ** back }} * coalesce(
                lag({{ step }}, {{ back }}) over (partition by {{ path }} order by {{ place }}), 0
            )
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
