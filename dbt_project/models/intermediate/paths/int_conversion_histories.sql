-- One row per person of whose journeys any has converted, and kind of conversion, with the last one of the kind.
-- The models learn from each type of the ledger by itself. To the reports a sale is a purchase, of a deal or an order.
with

originals as (select * from {{ ref('int_original_conversions') }} where conversion_type <> 'repeat_inquiry'),

journey_persons as (select * from {{ ref('int_journey_persons') }}),

journey_owners as (select * from {{ ref('int_journey_owners') }} where record_type = 'person'),

converted as (
    select journey_persons.person_id, originals.conversion_type, originals.conversion_at
    from originals
    inner join journey_persons on originals.conversion_id = journey_persons.conversion_id
),

last_conversions as (
    select person_id, conversion_type as kind, max(conversion_at) as last_conversion_at
    from converted
    group by person_id, conversion_type
    union all
    select person_id, 'purchase', max(conversion_at)
    from converted
    where conversion_type in ('sale', 'order')
    group by person_id
),

-- Also those who share their journeys with somebody who has converted.
persons as (
    select person_id from converted
    union
    select sharing.record_id
    from converted
    inner join journey_owners on converted.person_id = journey_owners.record_id
    inner join journey_owners as sharing on journey_owners.journey_owner_id = sharing.journey_owner_id
),

kinds as (
    select kind, row_number() over (order by kind) as kind_number
    from (
        select kind from last_conversions
        union
        select 'lead'
        union
        select 'purchase'
    ) as named
),

final as (
    select
        persons.person_id,
        kinds.kind,
        kinds.kind_number,
        last_conversions.last_conversion_at
    from persons
    cross join kinds
    left join last_conversions
        on persons.person_id = last_conversions.person_id
        and kinds.kind = last_conversions.kind
)

select * from final
