-- One row per ledger entry with other credit, and all that differs of what its credit rests on.
with

differences as (select distinct conversion_id from {{ ref('int_credit_differences') }}),

conversions as (
    select conversion_id, journey_conversion_id, person_id, conversion_type from {{ ref('fct_conversions') }}
),

old_conversions as (
    select conversion_id, journey_conversion_id, person_id, conversion_type, record_id
    from {{ ref('stg_history__conversions') }}
),

entries as (
    select
        differences.conversion_id,
        coalesce(conversions.journey_conversion_id, old_conversions.journey_conversion_id) as journey_conversion_id,
        coalesce(conversions.person_id, old_conversions.person_id) as person_id,
        old_conversions.person_id as old_person_id,
        coalesce(conversions.conversion_type, old_conversions.conversion_type) in ('refund', 'reversal') as is_takeback
    from differences
    left join conversions on differences.conversion_id = conversions.conversion_id
    left join old_conversions on differences.conversion_id = old_conversions.conversion_id
),

ledger_changes as (select * from {{ ref('int_ledger_changes') }}),

journey_changes as (select * from {{ ref('int_journey_changes') }}),

takebacks as (select distinct journey_conversion_id from ledger_changes where is_takeback),

-- A lead or sale that came, went or moved cuts the other journeys of its person anew.
people as (
    select person_id, max(case when is_of_crm then 1 else 0 end) = 1 as is_of_crm
    from (
        select person_id, is_of_crm from ledger_changes where is_new or is_gone or is_edited
        union all
        select old_person_id, is_of_crm from ledger_changes where is_gone or is_edited
    ) as touched
    group by person_id
),

merged as (select distinct old_person_id from {{ ref('person_merges') }}),

-- An inquiry that was a repeat and is a lead now, or the other way round.
inquiries as (
    select distinct record_id from old_conversions where conversion_type in ('lead', 'repeat_inquiry')
),

final as (
    select
        entries.conversion_id,
        entries.is_takeback,
        coalesce(own.is_new, false) as is_new,
        coalesce(own.is_gone, false) as is_gone,
        own.conversion_at,
        coalesce(own.is_new and own.conversion_type = 'lead', false) and inquiries.record_id is not null
            as was_known_inquiry,
        coalesce(own.is_edited, false) as is_edited,
        coalesce(original.is_edited, false) as is_original_edited,
        coalesce(own.is_of_crm, false) or coalesce(original.is_of_crm, false) as is_of_crm,
        coalesce(own.is_rated_anew, false) or coalesce(original.is_rated_anew, false) as is_rated_anew,
        coalesce(own.has_other_lead, false) or coalesce(original.has_other_lead, false) as has_other_lead,
        takebacks.journey_conversion_id is not null as has_other_takebacks,
        merged.old_person_id is not null as is_merged,
        coalesce(journey_changes.has_touches_of_another, false) as has_touches_of_another,
        coalesce(journey_changes.has_other_consents, false) as has_other_consents,
        coalesce(journey_changes.has_other_touches, false) as has_other_touches,
        coalesce(journey_changes.is_cut_anew, false) as is_cut_anew,
        people.person_id is not null as has_other_conversions,
        coalesce(people.is_of_crm, false) as has_other_deals
    from entries
    left join ledger_changes as own on entries.conversion_id = own.conversion_id
    left join ledger_changes as original on entries.journey_conversion_id = original.conversion_id
    left join takebacks on entries.journey_conversion_id = takebacks.journey_conversion_id
    left join journey_changes on entries.journey_conversion_id = journey_changes.conversion_id
    left join people on entries.person_id = people.person_id
    left join merged on entries.old_person_id = merged.old_person_id
    left join inquiries on own.record_id = inquiries.record_id
)

select * from final
