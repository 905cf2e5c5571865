{# One md5 over the steps of a path in order: ordered aggregation is spelled differently by each engine. #}
{% macro path_hash(position, step) %}{{ adapter.dispatch('path_hash', 'headwater')(position, step) }}{% endmacro %}

{% macro default__path_hash(position, step) %}md5(string_agg({{ step }}, ' > ' order by {{ position }})){% endmacro %}

{% macro spark__path_hash(position, step) -%}
    md5(array_join(
        transform(array_sort(collect_list(struct({{ position }}, {{ step }}))), pair -> pair.{{ step }}), ' > '
    ))
{%- endmacro %}
