-- One row per conversion type, data-driven model and channel with what the night's fit says of the channel.
with

weights as (select * from {{ ref('int_channel_weights') }}),

final as (
    select
        {{ surrogate_key(['conversion_type', 'attribution_model', 'channel']) }} as weight_id,
        conversion_type,
        attribution_model,
        channel,
        fitted_channel,
        removal_effect,
        weight,
        share,
        share * fitted_conversions as attributed_conversions,
        journeys,
        conversions,
        paths,
        fitted_journeys,
        fitted_conversions,
        is_pooled,
        is_fallback
    from weights
)

select * from final
