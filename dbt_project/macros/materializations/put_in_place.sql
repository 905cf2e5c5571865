{# The new table or view in place of the old one; the relations that a materialization answers with. #}
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
