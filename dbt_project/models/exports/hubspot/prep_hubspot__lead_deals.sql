-- One row per person with deals in the CRM: how many, how much, and how they stand.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

opportunities as (select * from {{ ref('fct_opportunities') }} where person_id is not null),

final as (
    select
        person_id,
        count(*) as opportunities,
        count(*) filter (where not is_closed and not is_won) as open_opportunities,
        count(*) filter (where is_won) as won_opportunities,
        cast(sum(net_reporting) as decimal(18, 3)) as net_revenue,
        cast(-sum(refunded_reporting) as decimal(18, 3)) as refunded_amount,
        min(created_at) as first_opportunity_at,
        max(won_at) as last_won_at
    from opportunities
    group by person_id
)

select * from final
