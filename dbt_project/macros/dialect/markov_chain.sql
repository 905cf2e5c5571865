{# How many conversions a Markov chain expects when channels are removed from it, as a list.

   `flows` is a list of lists: what flows from the start and from each state, in order, into each state, into conversion
   and into nothing. `opens` tells of each state whether it is the first of its channel; those of a channel stand beside
   each other. States are taken out one by one: a kept one hands its inflow on as its outflows part, a removed one sends
   it into nothing. At each new channel, chains in which it is removed are put behind those in which it is kept: of all
   chains (`every_subset`, so that place 1 + the sum of 2^(channel - 1) over the removed channels holds their value), or
   of the first chain only (place 1 + channel holds the value without that channel alone).
   Only sums, products and quotients of what is not negative occur: nothing cancels, and the last digits are good. #}
{% macro chain_conversions(flows, opens, every_subset) -%}
    {{ adapter.dispatch('chain_conversions', 'headwater')(flows, opens, every_subset) }}
{%- endmacro %}

{% macro default__chain_conversions(flows, opens, every_subset) -%}
    list_transform(
        list_reduce(
            list_transform({{ opens }}, lambda state: {
                'opens': state, 'chains': cast(null as struct(is_kept boolean, flows double[][])[])
            }),
            lambda game, state: {
                'opens': state.opens,
                'chains': list_concat(
                    list_transform(game.chains, lambda chain: {
                        'is_kept': state.opens or chain.is_kept,
                        'flows': case
                            when state.opens or chain.is_kept then {{ default__flows_handed_on('chain.flows') }}
                            else {{ default__flows_lost('chain.flows') }}
                        end
                    }),
                    list_transform(
                        case when state.opens then game.chains{{ '' if every_subset else '[1:1]' }} else [] end,
                        lambda chain: {'is_kept': false, 'flows': {{ default__flows_lost('chain.flows') }}}
                    )
                )
            },
            {'opens': true, 'chains': [{'is_kept': true, 'flows': {{ flows }}}]}
        ).chains,
        lambda chain: chain.flows[1][1]
    )
{%- endmacro %}

{% macro default__flows_handed_on(flows) -%}
    list_transform(
        list_transform(list_concat({{ flows }}[1:1], {{ flows }}[3:]), lambda origin: {
            'flows': origin[2:], 'part': origin[1] / list_sum({{ flows }}[2][2:])
        }),
        lambda origin: list_transform(
            origin.flows, lambda flow, place: flow + origin.part * {{ flows }}[2][place + 1]
        )
    )
{%- endmacro %}

{% macro default__flows_lost(flows) -%}
    list_transform(
        list_concat({{ flows }}[1:1], {{ flows }}[3:]),
        lambda origin: list_concat(origin[2:len(origin) - 1], [origin[len(origin)] + origin[1]])
    )
{%- endmacro %}

{% macro spark__chain_conversions(flows, opens, every_subset) -%}
    transform(
        aggregate(
            {{ opens }},
            array(named_struct('is_kept', true, 'flows', {{ flows }})),
            (chains, opens_channel) -> concat(
                transform(chains, chain -> named_struct(
                    'is_kept', opens_channel or chain.is_kept,
                    'flows', case
                        when opens_channel or chain.is_kept then {{ spark__flows_handed_on('chain.flows') }}
                        else {{ spark__flows_lost('chain.flows') }}
                    end
                )),
                transform(
                    slice(
                        chains, 1, case when opens_channel then {{ 'size(chains)' if every_subset else '1' }} else 0 end
                    ),
                    chain -> named_struct('is_kept', false, 'flows', {{ spark__flows_lost('chain.flows') }})
                )
            )
        ),
        chain -> chain.flows[0][0]
    )
{%- endmacro %}

{% macro spark__flows_handed_on(flows) -%}
    transform(
        transform(
            concat(slice({{ flows }}, 1, 1), slice({{ flows }}, 3, size({{ flows }}) - 2)),
            origin -> named_struct(
                'flows', slice(origin, 2, size(origin) - 1),
                'part', origin[0] / aggregate(
                    slice({{ flows }}[1], 2, size(origin) - 1), cast(0 as double), (total, flow) -> total + flow
                )
            )
        ),
        origin -> transform(origin.flows, (flow, place) -> flow + origin.part * {{ flows }}[1][place + 1])
    )
{%- endmacro %}

{% macro spark__flows_lost(flows) -%}
    transform(
        concat(slice({{ flows }}, 1, 1), slice({{ flows }}, 3, size({{ flows }}) - 2)),
        origin -> concat(
            slice(origin, 2, size(origin) - 2), array(element_at(origin, -1) + origin[0])
        )
    )
{%- endmacro %}

{# Conversions of the chain of the start alone with the first state of a list, with the first two, and so on: each that
   joins is kept, all others are removed. #}
{% macro joined_conversions(flows, state_numbers) -%}
    {{ adapter.dispatch('joined_conversions', 'headwater')(flows, state_numbers) }}
{%- endmacro %}

{% macro default__joined_conversions(flows, state_numbers) -%}
    list_reduce(
        list_transform({{ state_numbers }}, lambda state_number: {
            'conversions': cast([] as double[]), 'flows': cast(null as double[][])
        }),
        lambda joined, state: {
            'conversions': list_append(
                joined.conversions,
                joined.flows[1][-2]
                + joined.flows[1][1] * joined.flows[2][-2] / list_sum(joined.flows[2][2:])
            ),
            'flows': {{ default__flows_handed_on('joined.flows') }}
        },
        {
            'conversions': cast([] as double[]),
            'flows': list_transform(list_concat([0], {{ state_numbers }}), lambda origin: list_concat(
                list_transform({{ state_numbers }}, lambda target: {{ flows }}[origin + 1][target]),
                {{ flows }}[origin + 1][-2:]
            ))
        }
    ).conversions
{%- endmacro %}

{% macro spark__joined_conversions(flows, state_numbers) -%}
    aggregate(
        {{ state_numbers }},
        named_struct(
            'conversions', cast(array() as array<double>),
            'flows', transform(concat(array(0), {{ state_numbers }}), origin -> concat(
                transform({{ state_numbers }}, target -> {{ flows }}[origin][target - 1]),
                slice({{ flows }}[origin], -2, 2)
            ))
        ),
        (joined, state) -> named_struct(
            'conversions', concat(joined.conversions, array(
                element_at(joined.flows[0], -2)
                + joined.flows[0][0] * element_at(joined.flows[1], -2) / aggregate(
                    slice(joined.flows[1], 2, size(joined.flows[1]) - 1),
                    cast(0 as double), (total, flow) -> total + flow
                )
            )),
            'flows', {{ spark__flows_handed_on('joined.flows') }}
        ),
        joined -> joined.conversions
    )
{%- endmacro %}
