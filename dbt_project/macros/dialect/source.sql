{# A landed table: the folder of Parquet behind the door, in each engine's words; in a unit test, its rows. #}
{% macro source(system, table) -%}
    {%- set known = builtins.source(system, table) -%}
    {#- Where the home is, is asked only when SQL is made: what is parsed holds for every home. -#}
    {%- if not execute or known.is_cte -%}{{ return(known) }}{%- endif -%}
    {%- set folder = env_var('HEADWATER_HOME', 'var') ~ '/accepted/' ~ system ~ '/' ~ table -%}
    {{ return(adapter.dispatch('landed_table', 'headwater')(folder)) }}
{%- endmacro %}

{% macro default__landed_table(folder) -%}
    {%- set files = folder | replace("'", "''") ~ '/**/*.parquet' -%}
    {{ return("read_parquet('" ~ files ~ "', hive_partitioning = true, union_by_name = true)") }}
{%- endmacro %}

{% macro spark__landed_table(folder) %}{{ return('parquet.`' ~ folder ~ '`') }}{% endmacro %}
