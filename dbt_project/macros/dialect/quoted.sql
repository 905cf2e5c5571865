{# A text as a literal: a backslash in one is a sign to one engine, and the start of an escape to the other. #}
{% macro quoted(value) %}{{ adapter.dispatch('quoted', 'headwater')(value) }}{% endmacro %}

{% macro default__quoted(value) %}'{{ value | replace("'", "''") }}'{% endmacro %}

{% macro spark__quoted(value) %}'{{ value | replace("\\", "\\\\") | replace("'", "\\'") }}'{% endmacro %}
