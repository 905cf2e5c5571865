{# The day on which the ad platform counts a click, so that it meets its spend: in the account's zone, if known.
   The zones that occur stand in the query: such a one is prepared once, one of a column anew for every row, which takes
   twelve times as long. #}
{% macro cost_date(moment, account_time_zone) -%}
    {%- set zones = column_values(
        ref('int_campaigns') ~ ' where account_time_zone is not null', 'distinct account_time_zone'
    ) -%}
    case
        when {{ account_time_zone }} is null then {{ to_report_date(moment) }}
        {%- for zone in zones %}
        when {{ account_time_zone }} = {{ quoted(zone) }} then {{ to_zone_date(moment, quoted(zone)) }}
        {%- endfor %}
        else {{ to_zone_date(moment, account_time_zone) }}
    end
{%- endmacro %}
