{# Has a CTE computed whole before what reads it, where the engine would fold the two into one. #}
{% macro materialized() %}{{ adapter.dispatch('materialized', 'headwater')() }}{% endmacro %}

{% macro default__materialized() %}materialized{% endmacro %}

{# Joins are sorted and spilled one by one there; nothing is gained by keeping one's rows. #}
{% macro spark__materialized() %}{% endmacro %}
