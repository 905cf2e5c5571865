{# The day on which the ad platform counts a click, so that it meets its spend: in the account's zone, if known.
   `zones` are those that occur: one that stands in the query is prepared once, one of a column anew for every row,
   which takes twelve times as long. #}
{% macro cost_date(moment, account_time_zone, zones) -%}
    case
        when {{ account_time_zone }} is null then {{ to_report_date(moment) }}
        {%- for zone in zones %}
        when {{ account_time_zone }} = {{ quoted(zone) }} then {{ to_zone_date(moment, quoted(zone)) }}
        {%- endfor %}
        else {{ to_zone_date(moment, account_time_zone) }}
    end
{%- endmacro %}
