{# DuckDB adds to tables in one transaction; Spark's plain Parquet tables know no delete and are built whole. #}
{% macro default__growing() %}{{ return('incremental') }}{% endmacro %}

{% macro spark__growing() %}{{ return('table') }}{% endmacro %}
