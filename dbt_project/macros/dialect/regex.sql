{# Regular expressions: whether a text holds a pattern, and the group it captures (empty text when none). #}
{% macro regex_matches(text, pattern) -%}
    {{ adapter.dispatch('regex_matches', 'headwater')(text, pattern) }}
{%- endmacro %}

{% macro default__regex_matches(text, pattern) %}regexp_matches({{ text }}, {{ pattern }}){% endmacro %}

{% macro spark__regex_matches(text, pattern) %}({{ text }} rlike {{ pattern }}){% endmacro %}

{% macro regex_extract(text, pattern, group=1) -%}
    {{ adapter.dispatch('regex_extract', 'headwater')(text, pattern, group) }}
{%- endmacro %}

{% macro default__regex_extract(text, pattern, group) -%}
    regexp_extract({{ text }}, {{ pattern }}, {{ group }})
{%- endmacro %}

{% macro spark__regex_extract(text, pattern, group) -%}
    regexp_extract({{ text }}, {{ pattern }}, {{ group }})
{%- endmacro %}
