-- One row per change of credit that tonight brings, with its cause.
-- Data-driven models divide every journey anew each night, so of them the sum of a channel is told for each cause.
with

differences as (select * from {{ ref('int_credit_differences') }}),

causes as (select * from {{ ref('int_change_causes') }}),

tonight as (select * from {{ ref('stg_history__tonight') }}),

weights as (select * from {{ ref('int_channel_weights') }}),

old_weights as (select * from {{ ref('stg_history__weights') }}),

-- What has weights is data-driven.
data_driven as (
    select attribution_model from weights
    union
    select attribution_model from old_weights
),

caused as (
    select
        differences.attribution_model,
        differences.channel,
        case when data_driven.attribution_model is not null then '(all)' else differences.conversion_id end
            as conversion_id,
        differences.conversion_type,
        differences.counts_as,
        case
            when causes.cause = 'unknown' and data_driven.attribution_model is not null then 'refit'
            else causes.cause
        end as cause,
        differences.currency,
        differences.old_units,
        differences.new_units,
        differences.old_value_minor,
        differences.new_value_minor,
        differences.old_value_reporting_minor,
        differences.new_value_reporting_minor
    from differences
    inner join causes on differences.conversion_id = causes.conversion_id
    left join data_driven on differences.attribution_model = data_driven.attribution_model
),

summed as (
    select
        attribution_model,
        channel,
        conversion_id,
        conversion_type,
        counts_as,
        cause,
        currency,
        cast(sum(old_units) as decimal(18, 9)) as old_units,
        cast(sum(new_units) as decimal(18, 9)) as new_units,
        cast(sum(old_value_minor) as {{ dbt.type_bigint() }}) as old_value_minor,
        cast(sum(new_value_minor) as {{ dbt.type_bigint() }}) as new_value_minor,
        cast(sum(old_value_reporting_minor) as {{ dbt.type_bigint() }}) as old_value_reporting_minor,
        cast(sum(new_value_reporting_minor) as {{ dbt.type_bigint() }}) as new_value_reporting_minor
    from caused
    group by attribution_model, channel, conversion_id, conversion_type, counts_as, cause, currency
),

final as (
    select
        {{ surrogate_key([
            'tonight.run_id', 'summed.attribution_model', 'summed.channel', 'summed.conversion_id',
            'summed.conversion_type', 'summed.counts_as', 'summed.cause', 'summed.currency',
        ]) }} as change_id,
        tonight.run_number,
        tonight.run_id,
        tonight.run_at,
        summed.*,
        cast(summed.new_units - summed.old_units as decimal(18, 9)) as units_change,
        summed.new_value_minor - summed.old_value_minor as value_change_minor,
        summed.new_value_reporting_minor - summed.old_value_reporting_minor as value_reporting_change_minor,
        old_weights.weight as old_weight,
        weights.weight as new_weight
    from summed
    cross join tonight
    left join weights
        on summed.attribution_model = weights.attribution_model
        and summed.conversion_type = weights.conversion_type
        and summed.channel = weights.channel
    left join old_weights
        on summed.attribution_model = old_weights.attribution_model
        and summed.conversion_type = old_weights.conversion_type
        and summed.channel = old_weights.channel
)

select * from final
