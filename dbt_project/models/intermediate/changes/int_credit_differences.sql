-- One row per attribution model, ledger entry and channel whose credit is another than after the last published run.
with

credits as (select * from {{ ref('int_channel_credits') }}),

before as (select * from {{ ref('stg_history__credits') }}),

tonight as (select * from {{ ref('stg_history__tonight') }}),

compared as (
    select
        coalesce(credits.attribution_model, before.attribution_model) as attribution_model,
        coalesce(credits.conversion_id, before.conversion_id) as conversion_id,
        coalesce(credits.channel, before.channel) as channel,
        coalesce(credits.conversion_type, before.conversion_type) as conversion_type,
        coalesce(credits.counts_as, before.counts_as) as counts_as,
        coalesce(credits.currency, before.currency) as currency,
        coalesce(before.attributed_units, 0) as old_units,
        coalesce(credits.attributed_units, 0) as new_units,
        coalesce(before.attributed_value_minor, 0) as old_value_minor,
        coalesce(credits.attributed_value_minor, 0) as new_value_minor,
        coalesce(before.attributed_value_reporting_minor, 0) as old_value_reporting_minor,
        coalesce(credits.attributed_value_reporting_minor, 0) as new_value_reporting_minor
    from credits
    full outer join before
        on credits.attribution_model = before.attribution_model
        and credits.conversion_id = before.conversion_id
        and credits.channel = before.channel
        and credits.conversion_type = before.conversion_type
        and credits.currency = before.currency
),

-- None where dbt runs by itself after the run was published: there is no tonight then.
final as (
    select compared.*
    from compared
    cross join tonight
    where compared.old_units <> compared.new_units
        or compared.old_value_minor <> compared.new_value_minor
        or compared.old_value_reporting_minor <> compared.new_value_reporting_minor
)

select * from final
