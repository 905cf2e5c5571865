{# Summed over all runs, the changes of each attribution model and channel are what the channel has now, to the minor
   unit. Holds from the first run of the log on; there is nothing to compare where dbt has built without a run. #}
{% test changes_add_up(model, credits) %}
with

changed as (
    select
        attribution_model,
        channel,
        currency,
        sum(value_change_minor) as value_minor,
        sum(value_reporting_change_minor) as value_reporting_minor
    from {{ model }}
    group by attribution_model, channel, currency
),

credited as (
    select
        attribution_model,
        channel,
        currency,
        sum(attributed_value_minor) as value_minor,
        sum(coalesce(attributed_value_reporting_minor, 0)) as value_reporting_minor
    from {{ credits }}
    where (select count(*) from {{ ref('stg_history__tonight') }}) > 0
    group by attribution_model, channel, currency
)

select
    coalesce(changed.attribution_model, credited.attribution_model) as attribution_model,
    coalesce(changed.channel, credited.channel) as channel,
    coalesce(changed.currency, credited.currency) as currency,
    changed.value_minor as changed_minor,
    credited.value_minor as credited_minor
from changed
full outer join credited
    on changed.attribution_model = credited.attribution_model
    and changed.channel = credited.channel
    and changed.currency = credited.currency
where (select count(*) from {{ ref('stg_history__tonight') }}) > 0
    and (
        coalesce(changed.value_minor, 0) <> coalesce(credited.value_minor, 0)
        or coalesce(changed.value_reporting_minor, 0) <> coalesce(credited.value_reporting_minor, 0)
    )
{% endtest %}
