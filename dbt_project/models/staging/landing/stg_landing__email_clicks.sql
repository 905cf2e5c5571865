-- One row per click on a link in an e-mail.
with

email_clicks as (select * from {{ source('landing', 'email_clicks') }}),

final as (
    select
        click_id,
        visitor_id,
        email_key,
        email_domain,
        campaign,
        link_url,
        clicked_at,
        extracted_at
    from email_clicks
)

select * from final
