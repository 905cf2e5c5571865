-- One row per identified visitor and stretch of time in which its cookie belongs to one person.
with

identifications as (select * from {{ ref('int_visitor_identifications') }}),

ordered as (
    select
        visitor_id,
        identified_at,
        source_rank,
        evidence_id,
        person_id,
        lag(person_id) over (
            partition by visitor_id order by identified_at, source_rank, evidence_id
        ) as previous_person_id
    from identifications
),

-- Only a different person opens a new stretch; the last word within one instant counts.
changes as (
    select visitor_id, identified_at, source_rank, evidence_id, person_id
    from ordered
    where previous_person_id is null or previous_person_id <> person_id
),

stretches as (
    select
        visitor_id,
        person_id,
        identified_at,
        row_number() over (
            partition by visitor_id order by identified_at, source_rank, evidence_id
        ) as segment_number,
        lead(identified_at) over (
            partition by visitor_id order by identified_at, source_rank, evidence_id
        ) as next_identified_at
    from changes
),

-- The first person known on a cookie also owns what came before (backfill).
final as (
    select
        visitor_id,
        person_id,
        case when segment_number = 1 then timestamp '0001-01-01 00:00:00' else identified_at end as valid_from,
        coalesce(next_identified_at, timestamp '9999-12-31 00:00:00') as valid_to,
        segment_number
    from stretches
    where next_identified_at is null or next_identified_at > identified_at or segment_number = 1
)

select * from final
