-- One row per day and ad platform: what it claims, what we credit it with, what the CRM sold, and why they differ.
with

claims as (select * from {{ ref('int_platform_claims') }}),

credits as (select * from {{ ref('int_platform_credits') }}),

ad_performance as (select * from {{ ref('fct_ad_performance') }}),

claim_credits as (
    select claims.*, coalesce(credits.credit, 0) as credit
    from claims
    left join credits
        on claims.platform = credits.platform
        and claims.conversion_id = credits.conversion_id
),

claimed_conversions as (select distinct platform, conversion_id from claims),

-- Each part of the gap between claimed and ours gets one name; a sale on another day than its claim is timing.
parts as (
    select
        claim_date as report_date, platform, 1.0 as claimed, 0.0 as ours, 0 as crm,
        case
            when order_id is null then 'not_identified'
            when conversion_id is null then 'not_in_crm'
            when claims_of_sale > 1 then 'duplicate'
            else 'other_channel'
        end as reason,
        1.0 - credit as gap
    from claim_credits
    union all
    select claim_date, platform, 0.0, 0.0, 0, 'timing', credit
    from claim_credits
    union all
    select
        credits.conversion_date, credits.platform, 0.0, credits.credit, 1,
        case when claimed_conversions.conversion_id is null then 'not_claimed' else 'timing' end,
        -credits.credit
    from credits
    left join claimed_conversions
        on credits.platform = claimed_conversions.platform
        and credits.conversion_id = claimed_conversions.conversion_id
    union all
    select report_date, platform, platform_conversions, 0.0, 0, 'not_identified', platform_conversions
    from ad_performance
    where coalesce(platform_conversions, 0) <> 0
        and platform not in (select claims.platform from claims)
),

final as (
    select
        {{ surrogate_key(['report_date', 'platform']) }} as reconciliation_id,
        report_date as day,
        platform,
        cast(sum(claimed) as double) as claimed,
        cast(sum(ours) as double) as ours,
        cast(sum(crm) as bigint) as crm,
        cast(sum(gap) as double) as gap,
        cast(sum(case when reason = 'duplicate' then gap else 0 end) as double) as gap_duplicate,
        cast(sum(case when reason = 'other_channel' then gap else 0 end) as double) as gap_other_channel,
        cast(sum(case when reason = 'not_in_crm' then gap else 0 end) as double) as gap_not_in_crm,
        cast(sum(case when reason = 'not_identified' then gap else 0 end) as double) as gap_not_identified,
        cast(sum(case when reason = 'not_claimed' then gap else 0 end) as double) as gap_not_claimed,
        cast(sum(case when reason = 'timing' then gap else 0 end) as double) as gap_timing
    from parts
    group by report_date, platform
)

select * from final
