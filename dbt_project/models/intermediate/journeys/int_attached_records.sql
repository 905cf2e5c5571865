-- One row per record that happened in a session (or within reach of one), with that session.
-- Forms, chats and calls join by visitor, never by person; an e-mail click that names no visitor joins by person.
{% set reach_seconds = 1800 %}
with

-- The call to ask about is a column: a condition on one side alone would turn the join into a nested loop.
record_persons as (
    select *, case when record_type = 'call' then record_id end as call_id
    from {{ ref('int_record_persons') }}
),

call_visitors as (select * from {{ ref('int_call_visitors') }}),

sessions as (select * from {{ ref('int_sessions') }}),

-- A call follows a page and so never belongs to a later session; under a lease it may come well after the last page.
reaching as (
    select
        record_persons.record_type,
        record_persons.record_id,
        record_persons.visitor_id,
        record_persons.person_id,
        record_persons.recorded_at,
        {{ add_seconds('coalesce(call_visitors.leased_from, record_persons.recorded_at)', -reach_seconds) }}
            as reach_from,
        case
            when record_persons.record_type = 'call' then record_persons.recorded_at
            else {{ add_seconds('record_persons.recorded_at', reach_seconds) }}
        end as reach_to
    from record_persons
    left join call_visitors on record_persons.call_id = call_visitors.call_id
    where record_persons.record_type <> 'lead'
),

pairs as (
    select reaching.*, sessions.session_id, sessions.session_started_at, sessions.session_ended_at
    from reaching
    inner join sessions
        on reaching.visitor_id = sessions.visitor_id
        and reaching.reach_to >= sessions.session_started_at
        and reaching.reach_from <= sessions.session_ended_at
    union all
    select reaching.*, sessions.session_id, sessions.session_started_at, sessions.session_ended_at
    from reaching
    inner join sessions
        on reaching.person_id = sessions.person_id
        and reaching.reach_to >= sessions.session_started_at
        and reaching.reach_from <= sessions.session_ended_at
    where reaching.record_type = 'email_click' and reaching.visitor_id is null
),

-- The session it falls in, else the nearest; of two that touch, the later one.
ranked as (
    select
        *,
        row_number() over (
            partition by record_type, record_id
            order by
                greatest(
                    0.0,
                    {{ seconds_between('recorded_at', 'session_started_at') }},
                    {{ seconds_between('session_ended_at', 'recorded_at') }}
                ),
                session_started_at desc,
                session_id
        ) as nearness
    from pairs
),

final as (
    select record_type, record_id, session_id, recorded_at
    from ranked
    where nearness = 1
)

select * from final
