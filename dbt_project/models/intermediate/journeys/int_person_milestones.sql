-- One row per person in a journey that got anywhere, with when it first led to a lead, an opportunity and a win.
with

originals as (select * from {{ ref('int_original_conversions') }}),

journey_persons as (select * from {{ ref('int_journey_persons') }}),

-- Sales that were taken back made nobody a customer.
final as (
    select
        journey_persons.person_id,
        min(case when originals.conversion_type = 'lead' then originals.conversion_at end) as lead_at,
        min(case when originals.conversion_type = 'opportunity' then originals.conversion_at end) as opportunity_at,
        min(case
            when originals.conversion_type in ('sale', 'order') and originals.voided_at is null
                then originals.conversion_at
        end) as won_at
    from originals
    inner join journey_persons on originals.conversion_id = journey_persons.conversion_id
    group by journey_persons.person_id
)

select * from final
