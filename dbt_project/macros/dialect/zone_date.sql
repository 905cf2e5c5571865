{# The calendar date of a UTC timestamp in a time zone (an IANA name: a text literal or a column). #}
{% macro to_zone_date(moment, zone) %}{{ adapter.dispatch('to_zone_date', 'headwater')(moment, zone) }}{% endmacro %}

{% macro default__to_zone_date(moment, zone) -%}
    cast(timezone({{ zone }}, timezone('UTC', {{ moment }})) as date)
{%- endmacro %}

{% macro spark__to_zone_date(moment, zone) %}cast(from_utc_timestamp({{ moment }}, {{ zone }}) as date){% endmacro %}

{# The report day of a UTC timestamp. #}
{% macro to_report_date(moment) -%}
    {%- if var('report_tz') == 'UTC' -%}
        cast({{ moment }} as date)
    {%- else -%}
        {{ to_zone_date(moment, "'" ~ var('report_tz') ~ "'") }}
    {%- endif -%}
{%- endmacro %}

{# The UTC timestamp of a wall-clock timestamp in a time zone. #}
{% macro from_zone(moment, zone) %}{{ adapter.dispatch('from_zone', 'headwater')(moment, zone) }}{% endmacro %}

{% macro default__from_zone(moment, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ moment }}))
{%- endmacro %}

{% macro spark__from_zone(moment, zone) %}to_utc_timestamp({{ moment }}, {{ zone }}){% endmacro %}
