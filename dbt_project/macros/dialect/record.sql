{# Several columns as one value with named fields, so that an aggregate can pick them together. #}
{% macro record(columns) %}{{ adapter.dispatch('record', 'headwater')(columns) }}{% endmacro %}

{% macro default__record(columns) -%}
    { {%- for column in columns %}'{{ column }}': {{ column }}{{ ', ' if not loop.last }}{% endfor -%} }
{%- endmacro %}

{% macro spark__record(columns) -%}
    named_struct({%- for column in columns %}'{{ column }}', {{ column }}{{ ', ' if not loop.last }}{% endfor -%})
{%- endmacro %}
