-- One row per call, chat, form or e-mail click that belongs to no session: a touchpoint of its own.
with

interactions as (select * from {{ ref('int_interactions_sourced') }}),

record_persons as (select * from {{ ref('int_record_persons') }}),

attached_records as (select * from {{ ref('int_attached_records') }}),

unconsented_records as (select * from {{ ref('int_unconsented_records') }}),

final as (
    select
        {{ surrogate_key(['interactions.record_type', 'interactions.record_id']) }} as touchpoint_id,
        record_persons.person_id,
        interactions.record_type as touchpoint_type,
        case interactions.record_type when 'form' then 2 when 'chat' then 3 when 'call' then 4 else 5 end
            as source_rank,
        interactions.record_id,
        record_persons.visitor_id,
        interactions.source_key,
        interactions.channel,
        interactions.is_direct,
        interactions.is_paid,
        interactions.country,
        interactions.cost_date,
        coalesce(interactions.landing_path, '(none)') as content,
        record_persons.recorded_at as touchpoint_at
    from interactions
    inner join record_persons
        on interactions.record_type = record_persons.record_type
        and interactions.record_id = record_persons.record_id
    left join attached_records
        on interactions.record_type = attached_records.record_type
        and interactions.record_id = attached_records.record_id
    left join unconsented_records
        on interactions.record_type = unconsented_records.record_type
        and interactions.record_id = unconsented_records.record_id
    where attached_records.record_id is null and unconsented_records.record_id is null
)

select * from final
