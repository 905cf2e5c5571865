{# The statement that makes a table anew. A plain Parquet catalog cannot replace a table, so the old one goes first. #}
{% macro replace_table(relation, query) -%}
    {{ return(adapter.dispatch('replace_table', 'headwater')(relation, query)) }}
{%- endmacro %}

{% macro default__replace_table(relation, query) -%}
    {{ return('create or replace table ' ~ relation ~ ' as ' ~ query) }}
{%- endmacro %}

{% macro spark__replace_table(relation, query) -%}
    {%- do adapter.drop_relation(relation) -%}
    {{ return('create table ' ~ relation ~ ' as ' ~ query) }}
{%- endmacro %}
