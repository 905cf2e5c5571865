{# The number of the channel that a transform names; 0, which no channel has, where it names none. One engine takes no
   subquery inside a lambda: there it is looked up before. #}
{% macro named_channel(argument) -%}
    {{ adapter.dispatch('named_channel', 'headwater')(argument, ref('int_path_channels')) }}
{%- endmacro %}

{% macro default__named_channel(argument, channels) -%}
    coalesce((select max(channel_number) from {{ channels }} where channel = {{ quoted(argument) }}), 0)
{%- endmacro %}

{% macro spark__named_channel(argument, channels) -%}
    {%- if execute and argument -%}
        {{ first_value(
            'select coalesce(max(channel_number), 0) from ' ~ channels ~ ' where channel = ' ~ quoted(argument)
        ) }}
    {%- else -%}
        0
    {%- endif -%}
{%- endmacro %}
