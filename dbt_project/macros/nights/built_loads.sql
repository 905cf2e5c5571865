{# Which loads the warehouse holds whole. A night works on what the others brought, and a night that was killed or
   failed leaves the list as it was: nobody who was touched is forgotten. #}
{% macro built_loads() -%}
    {{ return(loads_table('built_loads')) }}
{%- endmacro %}

{% macro loads_table(name) -%}
    {{ return(api.Relation.create(
        database=target.database, schema=generate_schema_name('intermediate'), identifier=name, type='table'
    )) }}
{%- endmacro %}

{# Before a run: the loads that are there now. Tables that grow do so together or not at all. If one of them is not
   there, if no build was ever whole, or if a load is gone that was built on (its rows were taken back), all are
   built anew. #}
{% macro note_loads() -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and growing() == 'incremental' -%}
        {%- set present = loads_table('present_loads') -%}
        {%- do adapter.create_schema(present) -%}
        {%- do run_query('create table if not exists ' ~ built_loads() ~ ' (load_id ' ~ dbt.type_string() ~ ')') -%}
        {%- do run_query(
            'create or replace table ' ~ present ~ ' as select distinct load_id from ' ~ source('door', 'files')
            ~ ' where load_id is not null'
        ) -%}
        {%- set lost = first_value(
            'select count(*) from ' ~ built_loads() ~ ' where load_id not in (select load_id from ' ~ present ~ ')'
        ) -%}
        {%- if lost > 0 or not has_built_loads() or none in grown_relations() -%}
            {%- do forget_grown_tables() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro has_built_loads() -%}
    {{ return(first_value('select count(*) from ' ~ built_loads()) > 0) }}
{%- endmacro %}

{# What every model that grows has in the warehouse; none where it has no table. A log that nothing can rebuild does
   not count. #}
{% macro grown_relations() -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values() | selectattr('config.materialized', 'equalto', 'incremental')
        | rejectattr('config.full_refresh', 'sameas', false) -%}
        {%- do found.append(
            adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias)
        ) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{% macro forget_grown_tables() -%}
    {%- do run_query('delete from ' ~ built_loads()) -%}
    {%- for relation in grown_relations() if relation is not none -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endfor -%}
{%- endmacro %}

{# After a whole build in which nothing failed; what is built on demand need not be part of it. #}
{% macro remember_loads(results) -%}
    {%- if execute and flags.WHICH == 'build' and growing() == 'incremental' -%}
        {%- set left_out = (invocation_args_dict.get('exclude') or []) | reject('equalto', 'tag:on_demand') | list -%}
        {%- set is_whole = results and not invocation_args_dict.get('select') and not left_out -%}
        {%- set troubles = results | rejectattr('status', 'in', ['success', 'pass', 'warn']) | list -%}
        {%- if is_whole and not troubles -%}
            {%- do run_query(
                'create or replace table ' ~ built_loads() ~ ' as select * from ' ~ loads_table('present_loads')
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
