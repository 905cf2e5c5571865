-- One row per click on a link in an e-mail: its newest version.
with

email_clicks as (select * from {{ ref('stg_landing__email_clicks') }}),

ranked as (
    select
        *,
        row_number() over (
            partition by click_id
            order by
                extracted_at desc,
                {{ surrogate_key(['clicked_at', 'email_key', 'campaign', 'link_url', 'visitor_id']) }}
        ) as version_number
    from email_clicks
),

final as (
    select click_id, visitor_id, email_key, email_domain, campaign, link_url, clicked_at
    from ranked
    where version_number = 1
)

select * from final
