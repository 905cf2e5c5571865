{# One transform. The path is bound to a name first, so that it is computed once however often the transform uses it. #}
{% macro path_transform(name, path, argument) -%}
    {{ adapter.dispatch('path_transform', 'headwater')(name, path, argument) }}
{%- endmacro %}

{% macro default__path_transform(name, path, argument) -%}
    list_transform([{'steps': {{ path }}, 'named': {{ named_channel(argument) }}}], lambda given:
    {%- if name == 'exposure' %}
        list_filter(given.steps, lambda step, place: place = 1 or step <> given.steps[place - 1])
    {%- elif name == 'first' -%}
        list_filter(given.steps, lambda step, place: list_position(given.steps, step) = place)
    {%- elif name == 'frequency' -%}
        list_transform(
            list_filter(given.steps, lambda step, place: list_position(given.steps, step) = place),
            lambda step: step + 1000 * (least(len(list_filter(given.steps, lambda other: other = step)), 99) - 1)
        )
    {%- elif name == 'remove_if_not_all' -%}
        case
            when len(list_filter(given.steps, lambda step: step % 1000 <> given.named)) = 0 then given.steps
            else list_filter(given.steps, lambda step: step % 1000 <> given.named)
        end
    {%- elif name == 'remove_if_last_and_not_all' -%}
        list_slice(given.steps, 1, coalesce(nullif(list_max(list_transform(
            given.steps, lambda step, place: case when step % 1000 <> given.named then place else 0 end
        )), 0), len(given.steps)))
    {%- elif name == 'trim_last' -%}
        list_slice(given.steps, -{{ argument }}, -1)
    {%- else -%}
        given.steps
    {%- endif %})[1]
{%- endmacro %}

{% macro spark__path_transform(name, path, argument) -%}
    transform(array(named_struct('steps', {{ path }}, 'named', {{ named_channel(argument) }})), given ->
    {%- if name == 'exposure' %}
        filter(given.steps, (step, place) -> place = 0 or step <> given.steps[place - 1])
    {%- elif name == 'first' -%}
        array_distinct(given.steps)
    {%- elif name == 'frequency' -%}
        transform(
            array_distinct(given.steps),
            step -> step + 1000 * (least(size(filter(given.steps, other -> other = step)), 99) - 1)
        )
    {%- elif name == 'remove_if_not_all' -%}
        case
            when size(filter(given.steps, step -> step % 1000 <> given.named)) = 0 then given.steps
            else filter(given.steps, step -> step % 1000 <> given.named)
        end
    {%- elif name == 'remove_if_last_and_not_all' -%}
        slice(given.steps, 1, coalesce(nullif(array_max(transform(
            given.steps, (step, place) -> case when step % 1000 <> given.named then place + 1 else 0 end
        )), 0), size(given.steps)))
    {%- elif name == 'trim_last' -%}
        slice(given.steps, greatest(size(given.steps) - {{ argument }} + 1, 1), {{ argument }})
    {%- else -%}
        given.steps
    {%- endif %})[0]
{%- endmacro %}
