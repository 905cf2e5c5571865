{# Every value must have a rate into the reporting currency on its business day; names the currency and the day. #}
{% test rates_are_known(model) %}
select
    currency,
    conversion_date as business_day,
    count(*) as conversions
from {{ model }}
where value_reporting_minor is null
group by currency, conversion_date
order by currency, conversion_date
{% endtest %}
