-- One row per sale and ad platform that earned any of it under the headline model, or stands anywhere in its journey.
with

credits as (select * from {{ ref('fct_attribution_credits') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

final as (
    select
        credits.platform,
        credits.conversion_id,
        conversions.conversion_date,
        sum(cast(
            case when credits.attribution_model = '{{ var("headline_model") }}' then credits.credit else 0 end
            as decimal(18, 15)
        )) as credit
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    where conversions.conversion_type in ('sale', 'order') and credits.platform <> '(none)'
    group by credits.platform, credits.conversion_id, conversions.conversion_date
)

select * from final
