{# The texts of a group joined in an order: ordered aggregation is spelled differently by each engine. #}
{% macro ordered_texts(text, separator, position) -%}
    {{ adapter.dispatch('ordered_texts', 'headwater')(text, separator, position) }}
{%- endmacro %}

{% macro default__ordered_texts(text, separator, position) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ position }})
{%- endmacro %}

{% macro spark__ordered_texts(text, separator, position) -%}
    nullif(array_join(
        transform(
            array_sort(collect_list(struct({{ position }} as position, {{ text }} as text))), pair -> pair.text
        ),
        '{{ separator }}'
    ), '')
{%- endmacro %}

{# One md5 over the steps of a path in order. #}
{% macro path_hash(position, step) %}md5({{ ordered_texts(step, ' > ', position) }}){% endmacro %}
