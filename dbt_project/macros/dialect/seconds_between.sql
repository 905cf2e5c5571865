{# Fractional seconds from one timestamp to a later one. #}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between', 'headwater')(earlier, later) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 1000000.0)
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    ((unix_micros({{ later }}) - unix_micros({{ earlier }})) / cast(1000000 as double))
{%- endmacro %}

{# A timestamp moved by whole seconds. #}
{% macro add_seconds(moment, seconds) -%}
    {{ adapter.dispatch('add_seconds', 'headwater')(moment, seconds) }}
{%- endmacro %}

{% macro default__add_seconds(moment, seconds) %}({{ moment }} + to_seconds({{ seconds }})){% endmacro %}

{% macro spark__add_seconds(moment, seconds) -%}
    timestamp_micros(unix_micros({{ moment }}) + cast({{ seconds }} as bigint) * 1000000)
{%- endmacro %}
