{# A 64-bit key for joins inside one build. Engines hash differently, so it never reaches a mart. #}
{% macro row_key(expression) %}{{ adapter.dispatch('row_key', 'headwater')(expression) }}{% endmacro %}

{% macro default__row_key(expression) %}cast(hash({{ expression }}) >> 1 as bigint){% endmacro %}

{% macro spark__row_key(expression) %}xxhash64({{ expression }}){% endmacro %}
