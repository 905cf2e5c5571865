{# A portable text key: the md5 of the columns joined by a bar, null as an empty text. #}
{% macro surrogate_key(columns) %}{{ adapter.dispatch('surrogate_key', 'headwater')(columns) }}{% endmacro %}

{# Passes over what is null, and writes the text once where bars between two would write it once for each of them. #}
{% macro default__surrogate_key(columns) %}md5(concat({{ columns | join(", '|', ") }})){% endmacro %}

{% macro spark__surrogate_key(columns) -%}
    md5(
        {%- for column in columns -%}
            coalesce(cast({{ column }} as {{ dbt.type_string() }}), '')
            {%- if not loop.last %} || '|' || {% endif -%}
        {%- endfor -%}
    )
{%- endmacro %}
