-- One row per person or deal whose journeys are those of an account; none while the var journey_grain is person.
-- Who stands here for nobody owns journeys alone. A deal may name its account itself; else its person's counts.
with

persons as (select * from {{ ref('int_persons') }}),

opportunities as (select * from {{ ref('int_opportunities') }}),

owners as (
    select 'person' as record_type, person_id as record_id, account_key as journey_owner_id
    from persons
    union all
    select 'deal', crm || ':' || opportunity_id, crm || ':' || account_id from opportunities
),

final as (
    select record_type, record_id, journey_owner_id
    from owners
    where journey_owner_id is not null and '{{ var("journey_grain") }}' = 'account'
)

select * from final
