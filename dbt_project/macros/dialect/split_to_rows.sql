{# One row per part of a text, as a select expression: engines name their row generators differently. #}
{% macro split_to_rows(text, separator) -%}
    {{ adapter.dispatch('split_to_rows', 'headwater')(text, separator) }}
{%- endmacro %}

{% macro default__split_to_rows(text, separator) %}unnest(string_split({{ text }}, '{{ separator }}')){% endmacro %}

{% macro spark__split_to_rows(text, separator) %}explode(split({{ text }}, '[{{ separator }}]')){% endmacro %}
