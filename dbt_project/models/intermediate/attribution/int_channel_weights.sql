-- One row per conversion type, data-driven model and channel with the weight that its touches start from.
with

paths as (select * from {{ ref('int_paths') }}),

fitted_channels as (select * from {{ ref('int_fitted_channels') }}),

removal_effects as (select * from {{ ref('int_removal_effects') }}),

shapley_values as (select * from {{ ref('int_shapley_values') }}),

fits as (
    select
        conversion_type,
        cast(sum(journeys) as {{ dbt.type_bigint() }}) as fitted_journeys,
        cast(sum(conversions) as {{ dbt.type_bigint() }}) as fitted_conversions
    from paths
    group by conversion_type
),

-- A channel that converts nobody is worth nothing, and not a last digit less than that.
effects as (
    select 'markov' as attribution_model, conversion_type, fitted_number, removal_effect as effect from removal_effects
    union all
    select 'shapley', conversion_type, fitted_number, greatest(shapley_value, 0) from shapley_values
),

-- Summed in order, so that the last digit is the same every night.
weights as (
    select
        attribution_model,
        conversion_type,
        fitted_number,
        effect / sum(effect) over (
            partition by attribution_model, conversion_type order by fitted_number
            rows between unbounded preceding and unbounded following
        ) as weight
    from effects
),

-- What is fitted as one is shared by its channels' conversions.
pools as (
    select conversion_type, fitted_number, sum(conversions) as conversions
    from fitted_channels
    group by conversion_type, fitted_number
),

final as (
    select
        weights.attribution_model,
        fits.conversion_type,
        fitted_channels.channel,
        case when fitted_channels.is_pooled then '(pooled)' else fitted_channels.channel end as fitted_channel,
        removal_effects.removal_effect,
        weights.weight,
        case
            when not fitted_channels.is_pooled then weights.weight
            when pools.conversions = 0 then 0
            else weights.weight * fitted_channels.conversions / pools.conversions
        end as share,
        fitted_channels.journeys,
        fitted_channels.conversions,
        fitted_channels.paths,
        fits.fitted_journeys,
        fits.fitted_conversions,
        fitted_channels.is_pooled,
        fits.fitted_conversions < {{ var('data_driven_min_conversions') }} as is_fallback
    from fits
    inner join fitted_channels on fits.conversion_type = fitted_channels.conversion_type
    inner join pools
        on fitted_channels.conversion_type = pools.conversion_type
        and fitted_channels.fitted_number = pools.fitted_number
    inner join weights
        on fitted_channels.conversion_type = weights.conversion_type
        and fitted_channels.fitted_number = weights.fitted_number
    inner join removal_effects
        on fitted_channels.conversion_type = removal_effects.conversion_type
        and fitted_channels.fitted_number = removal_effects.fitted_number
)

select * from final
