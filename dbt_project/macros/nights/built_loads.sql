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

{# Before a run: the loads that are there now. If one is gone that was built on, its rows were taken back, and whatever
   grew with them is built anew. #}
{% macro note_loads() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test'] and growing() == 'incremental' -%}
        {%- set present = loads_table('present_loads') -%}
        {%- do adapter.create_schema(present) -%}
        {%- do run_query('create table if not exists ' ~ built_loads() ~ ' (load_id ' ~ dbt.type_string() ~ ')') -%}
        {%- do run_query(
            'create or replace table ' ~ present ~ ' as select distinct load_id from ' ~ source('door', 'files')
            ~ ' where load_id is not null'
        ) -%}
        {%- set lost = run_query(
            'select count(*) from ' ~ built_loads() ~ ' where load_id not in (select load_id from ' ~ present ~ ')'
        ) -%}
        {%- if lost.columns[0].values()[0] > 0 -%}{%- do forget_grown_tables() -%}{%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro forget_grown_tables() -%}
    {%- do run_query('delete from ' ~ built_loads()) -%}
    {%- for node in graph.nodes.values() | selectattr('config.materialized', 'equalto', 'incremental')
        | rejectattr('config.full_refresh', 'sameas', false) -%}
        {%- set relation = adapter.get_relation(
            database=node.database, schema=node.schema, identifier=node.alias
        ) -%}
        {%- if relation is not none -%}{%- do adapter.drop_relation(relation) -%}{%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{# After a whole build in which nothing failed. #}
{% macro remember_loads(results) -%}
    {%- if execute and flags.WHICH == 'build' and growing() == 'incremental' -%}
        {%- set is_whole = results and not invocation_args_dict.get('select')
            and not invocation_args_dict.get('exclude') -%}
        {%- set troubles = results | rejectattr('status', 'in', ['success', 'pass', 'warn']) | list -%}
        {%- if is_whole and not troubles -%}
            {%- do run_query(
                'create or replace table ' ~ built_loads() ~ ' as select * from ' ~ loads_table('present_loads')
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
