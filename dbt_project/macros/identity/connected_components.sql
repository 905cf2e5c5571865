{# Materialises edges (key_a, key_b) as one row per key with the smallest key hash of its component.
   A component has no depth limit, so rounds run to a fixpoint. A round hooks each component to its
   smallest neighbour and then flattens the chains of hooks, so chains of any length need few rounds.
   The model's SQL lists every key once beside itself, so that a key without links is a component too. #}
{% materialization connected_components, default, supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set work = {} -%}
    {%- for name in ['edges', 'labels', 'hooks', 'flat'] -%}
        {%- do work.update({name: api.Relation.create(
            database=this.database, schema=this.schema, identifier=this.identifier ~ '__' ~ name, type='table')}) -%}
    {%- endfor -%}

    {{ run_hooks(pre_hooks) }}
    {%- do headwater.rebuild_table(work.edges, headwater.component_edges(sql)) -%}
    {%- do headwater.rebuild_table(work.labels, headwater.component_labels(work.edges)) -%}
    {%- set state = namespace(round=0, open=true) -%}
    {%- for _ in range(1000) if state.open -%}
        {%- do headwater.rebuild_table(work.hooks, headwater.component_hooks(work.edges, work.labels)) -%}
        {%- if headwater.first_value('select count(*) from ' ~ work.hooks) == 0 -%}
            {%- set state.open = false -%}
        {%- else -%}
            {%- set state.round = state.round + 1 -%}
            {%- do headwater.flatten_hooks(work) -%}
            {%- do headwater.rebuild_table(work.flat, headwater.component_relabel(work.labels, work.hooks)) -%}
            {%- do headwater.rebuild_table(work.labels, 'select * from ' ~ work.flat) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if state.open -%}
        {%- do exceptions.raise_compiler_error(
            'identity: no fixpoint after 1000 rounds in ' ~ this ~ '. Look for a shared key in int_shared_keys.') -%}
    {%- endif -%}
    {%- if existing is not none and existing.type != 'table' -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
    {% call statement('main') -%}
        {{ headwater.replace_table(target_relation, headwater.component_rows(work.labels)) }}
    {%- endcall %}
    {%- for relation in work.values() -%}{%- do adapter.drop_relation(relation) -%}{%- endfor -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {%- do log(this.identifier ~ ': fixpoint after ' ~ state.round ~ ' rounds') -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
