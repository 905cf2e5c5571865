-- One row per call, form, chat and e-mail click with what it carries itself that tells of its source.
with

calls as (select * from {{ ref('int_calls') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

tracking_numbers as (select * from {{ ref('tracking_numbers') }}),

-- A call tracker's word for "no source" is not one.
interactions as (
    select
        'call' as record_type, call_id as record_id, tracking_number, started_at as happened_at, country,
        landing_page_url as page_url, referrer_url, click_id, click_id_parameter,
        case when lower(trim(source)) not in ('direct', '(direct)') then source end as given_source,
        case when coalesce(lower(trim(source)), '') not in ('direct', '(direct)') then medium end as given_medium,
        campaign as given_campaign, keyword,
        coalesce(tracking_number, '(not set)') as default_source, 'phone' as default_medium
    from calls
    union all
    select
        'form', submission_id, null, submitted_at, country, page_url, null, click_id, click_id_parameter,
        null, null, null, null, '(direct)', '(none)'
    from form_submissions
    union all
    select
        'chat', chat_id, null, started_at, country, page_url, null, null, null,
        null, null, null, null, '(direct)', '(none)'
    from chats
    union all
    select
        'email_click', click_id, null, clicked_at, null, link_url, null, null, null,
        'email', 'email', campaign, null, '(direct)', '(none)'
    from email_clicks
),

final as (
    select
        interactions.record_type,
        interactions.record_id,
        nullif(trim(interactions.click_id), '') as click_id,
        interactions.click_id_parameter,
        interactions.given_source,
        interactions.given_medium,
        interactions.given_campaign,
        interactions.keyword,
        interactions.default_source,
        interactions.default_medium,
        tracking_numbers.source as number_source,
        tracking_numbers.medium as number_medium,
        tracking_numbers.campaign as number_campaign,
        interactions.country,
        {{ url_host('interactions.page_url') }} as landing_host,
        case when interactions.page_url is not null then {{ url_path('interactions.page_url') }} end as landing_path,
        {{ row_key("split_part(interactions.page_url, '?', 2)") }} as query_key,
        -- A page that follows another of the same host came from nowhere else.
        case
            when {{ url_host('interactions.referrer_url') }} <> coalesce({{ url_host('interactions.page_url') }}, '')
                then {{ row_key("split_part(interactions.referrer_url, '?', 1)") }}
        end as referrer_key,
        interactions.happened_at
    from interactions
    left join tracking_numbers on interactions.tracking_number = tracking_numbers.number
)

select * from final
