{# The steps of the connected_components materialization; each is one plain query. #}

{% macro rebuild_table(relation, query) -%}
    {%- do run_query(headwater.replace_table(relation, query)) -%}
{%- endmacro %}

{% macro first_value(query) -%}
    {{ return(run_query(query).columns[0].values()[0]) }}
{%- endmacro %}

{# Nodes are compared by hash, so that an id says nothing about the kind of key it came from. #}
{% macro component_edges(sql) -%}
    select key_a, key_b, md5(key_a) as hash_a, md5(key_b) as hash_b from ({{ sql }}) as links
{%- endmacro %}

{% macro component_labels(edges) -%}
    select key_a as node_key, min(hash_a) as label from {{ edges }} where key_a = key_b group by key_a
{%- endmacro %}

{# Each component beside a smaller one hooks on to the smallest of its neighbours. #}
{% macro component_hooks(edges, labels) -%}
    with crossing as (
        select side_a.label as label_a, side_b.label as label_b
        from {{ edges }} as edges
        inner join {{ labels }} as side_a on edges.key_a = side_a.node_key
        inner join {{ labels }} as side_b on edges.key_b = side_b.node_key
        where edges.key_a <> edges.key_b and side_a.label <> side_b.label
    ),
    neighbours as (
        select greatest(label_a, label_b) as label, least(label_a, label_b) as parent from crossing
    )
    select label, min(parent) as parent from neighbours group by label
{%- endmacro %}

{# Follows hooks to hooks until every hook names a root. #}
{% macro flatten_hooks(work) -%}
    {%- set state = namespace(open=true) -%}
    {%- for _ in range(1000) if state.open -%}
        {%- set longer = 'from ' ~ work.hooks ~ ' as hooks inner join ' ~ work.hooks
            ~ ' as further on hooks.parent = further.label' -%}
        {%- if first_value('select count(*) ' ~ longer) == 0 -%}
            {%- set state.open = false -%}
        {%- else -%}
            {%- do rebuild_table(work.flat,
                'select hooks.label, coalesce(further.parent, hooks.parent) as parent from ' ~ work.hooks
                ~ ' as hooks left join ' ~ work.hooks ~ ' as further on hooks.parent = further.label') -%}
            {%- do rebuild_table(work.hooks, 'select * from ' ~ work.flat) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro component_relabel(labels, hooks) -%}
    select labels.node_key, coalesce(hooks.parent, labels.label) as label
    from {{ labels }} as labels
    left join {{ hooks }} as hooks on labels.label = hooks.label
{%- endmacro %}

{% macro component_rows(labels) -%}
    select node_key as {{ adapter.quote('key') }}, label as component from {{ labels }}
{%- endmacro %}
