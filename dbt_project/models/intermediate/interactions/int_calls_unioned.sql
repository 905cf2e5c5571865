-- One row per phone call: its newest version.
with

unioned as (
    select * from {{ ref('stg_landing__calls') }}
    union all
    select * from {{ ref('stg_callrail__calls') }}
),

queried as (
    select *, {{ marketing_query('landing_page_url', click_id_columns()) }} as marketing_query
    from unioned
),

ranked as (
    select
        *,
        row_number() over (
            partition by call_id
            order by
                extracted_at desc,
                {{ surrogate_key([
                    'started_at', 'duration_seconds', 'is_answered', 'visitor_id', 'tracking_number',
                    'caller_phone_key', 'country', 'marketing_query', 'referrer_url', 'source', 'medium',
                    'campaign', 'keyword', 'lead_status', 'value', 'currency', 'system',
                ]) }}
        ) as version_number
    from queried
),

final as (select * from ranked where version_number = 1)

select * from final
