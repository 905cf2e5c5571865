{# How DuckDB's tables and views are made: the new takes the place of the old in one transaction. Nobody but this run
   has the warehouse open, so that the renaming to and fro of dbt-duckdb's own materializations (some six statements
   more for each model) guards nobody. Where the query fails, the old one stands. Indexes, foreign keys and grants,
   which no model here has, are not kept. #}
{% materialization table, adapter='duckdb' %}
    {{ return(put_in_place('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(put_in_place('view')) }}
{% endmaterialization %}

{% macro put_in_place(kind) %}
    {%- set relation = this.incorporate(type=kind) -%}
    {%- set old = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if old is not none and old.type != kind -%}
        {%- do adapter.drop_relation(old) -%}
    {%- endif -%}
    {% call statement('main') -%}
        drop {{ kind }} if exists {{ relation }};
        {{ get_create_view_as_sql(relation, sql) if kind == 'view' else create_table_as(False, relation, sql) }}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(relation, model) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [relation]}) }}
{% endmacro %}
