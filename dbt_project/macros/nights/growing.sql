{# How models grow night by night. A model that grows says so with materialized=growing(); where the engine rebuilds
   its tables whole, all of this is nothing. #}

{% macro growing() %}{{ return(adapter.dispatch('growing', 'headwater')()) }}{% endmacro %}

{# The table of a model that this run adds to instead of building it anew; none if it is built anew. For the steps
   around that model, which must do the same and may not refer to it. #}
{% macro grown_table(name) -%}
    {%- if not execute or growing() == 'table' or flags.FULL_REFRESH or not has_built_loads() -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set relation = adapter.get_relation(
        database=target.database, schema=generate_schema_name('intermediate'), identifier=name
    ) -%}
    {{ return(relation if relation is not none and relation.type == 'table' else none) }}
{%- endmacro %}

{# The rows of the loads that a model which grows by loads does not hold whole, as a condition. The loads stand there as
   texts, because the engine then opens no other files. #}
{% macro in_new_loads() -%}
    {%- if is_incremental() -%}
        {%- set held = run_query('select load_id from ' ~ built_loads()).columns[0].values() -%}
        {%- if held -%}
            load_id not in ({% for load in held %}{{ quoted(load) }}{{ ', ' if not loop.last }}{% endfor %})
        {%- else -%}
            true
        {%- endif -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Of a list of distinct things, those that this model does not hold yet, as a condition. #}
{% macro not_yet_held(key) -%}
    {{ not_yet_in(this.identifier, key) if is_incremental() else 'true' }}
{%- endmacro %}

{% macro not_yet_in(name, key) -%}
    {%- set held = grown_table(name) -%}
    {%- if held is none -%}
        true
    {%- else -%}
        {{ key }} not in (select held.{{ key }} from {{ held }} as held)
    {%- endif -%}
{%- endmacro %}

{# A night redoes the visitors whom its news touch, and whole: their old rows go before the new ones come, as some of
   them may come no more. For models that grow by visitors. #}
{% macro forget_touched() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where visitor_id in (select visitor_id from {{ this.incorporate(path={'identifier': 'int_touched_visitors'}) }})
    {%- endif -%}
{%- endmacro %}

{% macro is_touched(visitor_id) -%}
    {%- if grown_table('int_sessions_cut') is none -%}
        true
    {%- else -%}
        {{ visitor_id }} in (select touched.visitor_id from {{ ref('int_touched_visitors') }} as touched)
    {%- endif -%}
{%- endmacro %}
