{# The Shapley value of a channel from the conversions of all subsets (see chain_conversions): what it adds to each
   group of other channels, weighed by how often the group comes before it. Engines spell lambdas differently. #}
{% macro shapley_value(conversions, channel_place, channels) -%}
    {{ adapter.dispatch('shapley_value', 'headwater')(conversions, channel_place, channels) }}
{%- endmacro %}

{% macro default__shapley_value(conversions, channel_place, channels) -%}
    list_sum(list_transform({{ conversions }}, lambda value, place: case
        when {{ is_removed('(place - 1)', channel_place) }}
            then -value / {{ channels }} / {{ groups_of(channels, 'bit_count(place - 1) - 1') }}
        else value / {{ channels }} / {{ groups_of(channels, 'bit_count(place - 1)') }}
    end))
{%- endmacro %}

{% macro spark__shapley_value(conversions, channel_place, channels) -%}
    aggregate(transform({{ conversions }}, (value, place) -> case
        when {{ is_removed('place', channel_place) }}
            then -value / {{ channels }} / {{ groups_of(channels, 'cast(bit_count(place) as int) - 1') }}
        else value / {{ channels }} / {{ groups_of(channels, 'cast(bit_count(place) as int)') }}
    end), cast(0 as double), (total, part) -> total + part)
{%- endmacro %}

{# Whether the bit of a channel is set in the number of a subset. #}
{% macro is_removed(subset, channel_place) -%}
    floor({{ subset }} / power(2, {{ channel_place }} - 1)) % 2 = 1
{%- endmacro %}

{# How many groups of a size there are among the other channels. #}
{% macro groups_of(channels, size) -%}
    cast(
        factorial(cast({{ channels }} - 1 as int))
        / factorial(cast({{ size }} as int)) / factorial(cast({{ channels }} - 1 - ({{ size }}) as int)) as double
    )
{%- endmacro %}
