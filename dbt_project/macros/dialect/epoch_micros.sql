{# A timestamp as whole microseconds since 1970: range frames over time need a number, and no half second may round. #}
{% macro epoch_micros(moment) %}{{ adapter.dispatch('epoch_micros', 'headwater')(moment) }}{% endmacro %}

{% macro default__epoch_micros(moment) %}epoch_us({{ moment }}){% endmacro %}

{% macro spark__epoch_micros(moment) %}unix_micros({{ moment }}){% endmacro %}
