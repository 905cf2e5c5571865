-- One row per call, form, chat and e-mail click with what it carries itself that tells of its source.
with

calls as (select * from {{ ref('int_calls') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

tracking_numbers as (select * from {{ ref('tracking_numbers') }}),

referrers as (select * from {{ ref('int_referrers') }}),

public_suffixes as (select * from {{ ref('public_suffixes') }}),

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

landed as (
    select
        *,
        {{ url_host('page_url') }} as landing_host,
        {{ row_key("split_part(referrer_url, '?', 1)") }} as named_referrer_key
    from interactions
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
        interactions.landing_host,
        case when interactions.page_url is not null then {{ url_path('interactions.page_url') }} end as landing_path,
        {{ row_key("split_part(interactions.page_url, '?', 2)") }} as query_key,
        -- A referrer of the page's own domain is no evidence.
        case
            when interactions.landing_host is null
                or referrers.registrable_domain <> {{ registrable_domain(
                    'interactions.landing_host', 'long_suffixes.suffix', 'short_suffixes.suffix'
                ) }}
                then referrers.referrer_key
        end as referrer_key,
        interactions.happened_at
    from landed as interactions
    left join tracking_numbers on interactions.tracking_number = tracking_numbers.number
    left join referrers on interactions.named_referrer_key = referrers.referrer_key
    left join public_suffixes as long_suffixes
        on {{ last_labels('interactions.landing_host', 3) }} = long_suffixes.suffix
    left join public_suffixes as short_suffixes
        on {{ last_labels('interactions.landing_host', 2) }} = short_suffixes.suffix
)

select * from final
