{# The day on which the ad platform counts a click, so that it meets its spend: in the account's zone, if known. #}
{% macro cost_date(moment, account_time_zone) -%}
    case
        when {{ account_time_zone }} is null then {{ to_report_date(moment) }}
        else {{ to_zone_date(moment, account_time_zone) }}
    end
{%- endmacro %}
