{# A landed table: one engine reads a folder of Parquet by a relation of its adapter, the other by the folder's name. #}
{% macro source(system, table) -%}
    {{ return(adapter.dispatch('landed_table', 'headwater')(builtins.source(system, table), system, table)) }}
{%- endmacro %}

{% macro default__landed_table(relation, system, table) %}{{ return(relation) }}{% endmacro %}

{% macro spark__landed_table(relation, system, table) -%}
    {{ return('parquet.`' ~ env_var('HEADWATER_HOME', 'var') ~ '/accepted/' ~ system ~ '/' ~ table ~ '`') }}
{%- endmacro %}
