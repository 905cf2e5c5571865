-- One row per person: the channel that earns most of their first sale (else opportunity, else lead) under each model.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

conversions as (
    select * from {{ ref('fct_conversions') }}
    where conversion_type in ('sale', 'order', 'opportunity', 'lead')
),

reversals as (select * from {{ ref('fct_conversions') }} where conversion_type = 'reversal'),

credits as (select * from {{ ref('fct_attribution_credits') }} where credit > 0),

ranked_conversions as (
    select
        conversions.person_id,
        conversions.conversion_id,
        conversions.conversion_type,
        row_number() over (
            partition by conversions.person_id
            order by
                case conversions.conversion_type when 'lead' then 3 when 'opportunity' then 2 else 1 end,
                conversions.conversion_at,
                conversions.conversion_id
        ) as conversion_rank
    from conversions
    left join reversals on conversions.conversion_id = reversals.reverses_conversion_id
    where reversals.conversion_id is null
),

earned as (
    select
        ranked_conversions.person_id,
        ranked_conversions.conversion_type,
        credits.attribution_model,
        credits.channel,
        sum(credits.credit) as credit
    from ranked_conversions
    inner join credits on ranked_conversions.conversion_id = credits.conversion_id
    where ranked_conversions.conversion_rank = 1
    group by
        ranked_conversions.person_id, ranked_conversions.conversion_type, credits.attribution_model, credits.channel
),

-- Sums of doubles differ in their last digits: equal shares must stay equal.
ranked as (
    select
        *,
        row_number() over (
            partition by person_id, attribution_model order by round(credit, 6) desc, channel
        ) as channel_rank
    from earned
),

final as (
    select
        person_id,
        max(conversion_type) as credited_conversion,
        max(case when attribution_model = 'first_touch' then channel end) as first_touch_channel,
        max(case when attribution_model = 'last_touch' then channel end) as last_touch_channel,
        max(case when attribution_model = 'first_non_direct' then channel end) as first_non_direct_channel,
        max(case when attribution_model = 'last_non_direct' then channel end) as last_non_direct_channel,
        max(case when attribution_model = 'linear' then channel end) as linear_channel,
        max(case when attribution_model = 'position_based' then channel end) as position_based_channel,
        max(case when attribution_model = 'time_decay' then channel end) as time_decay_channel,
        max(case when attribution_model = 'u_shaped' then channel end) as u_shaped_channel,
        max(case when attribution_model = 'w_shaped' then channel end) as w_shaped_channel,
        max(case when attribution_model = 'full_path' then channel end) as full_path_channel
    from ranked
    where channel_rank = 1
    group by person_id
)

select * from final
