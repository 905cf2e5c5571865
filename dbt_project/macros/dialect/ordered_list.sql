{# The values of a group as a list, in the order of the keys: engines spell ordered aggregation differently. #}
{% macro ordered_list(value, keys) %}{{ adapter.dispatch('ordered_list', 'headwater')(value, keys) }}{% endmacro %}

{% macro default__ordered_list(value, keys) %}list({{ value }} order by {{ keys }}){% endmacro %}

{% macro spark__ordered_list(value, keys) -%}
    transform(array_sort(collect_list(struct({{ keys }}, {{ value }} as listed_value))), member -> member.listed_value)
{%- endmacro %}

{# One member of a list by its place, counted from 1. #}
{% macro list_item(list, place) %}{{ adapter.dispatch('list_item', 'headwater')(list, place) }}{% endmacro %}

{% macro default__list_item(list, place) %}list_extract({{ list }}, {{ place }}){% endmacro %}

{% macro spark__list_item(list, place) %}element_at({{ list }}, cast({{ place }} as int)){% endmacro %}

{# How many members a list has. #}
{% macro list_length(list) %}{{ adapter.dispatch('list_length', 'headwater')(list) }}{% endmacro %}

{% macro default__list_length(list) %}len({{ list }}){% endmacro %}

{% macro spark__list_length(list) %}size({{ list }}){% endmacro %}

{# The whole numbers from the first to the last, both in it, as a list. #}
{% macro list_of_numbers(first, last) -%}
    {{ adapter.dispatch('list_of_numbers', 'headwater')(first, last) }}
{%- endmacro %}

{% macro default__list_of_numbers(first, last) %}generate_series({{ first }}, {{ last }}){% endmacro %}

{% macro spark__list_of_numbers(first, last) %}sequence({{ first }}, {{ last }}){% endmacro %}

{# The sum of a list of doubles, from the first to the last. #}
{% macro list_total(list) %}{{ adapter.dispatch('list_total', 'headwater')(list) }}{% endmacro %}

{% macro default__list_total(list) %}list_sum({{ list }}){% endmacro %}

{% macro spark__list_total(list) -%}
    aggregate({{ list }}, cast(0 as double), (total, member) -> total + member)
{%- endmacro %}

{# The values of a group as a list in no order: ordering thousands of short lists costs more than all else. #}
{% macro gathered(value) %}{{ adapter.dispatch('gathered', 'headwater')(value) }}{% endmacro %}

{% macro default__gathered(value) %}list({{ value }}){% endmacro %}

{% macro spark__gathered(value) %}collect_list({{ value }}){% endmacro %}
