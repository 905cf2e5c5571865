-- One row per referrer seen, without its query. Grows.
{{ config(materialized=growing()) }}
with

events as (
    select * from {{ ref('int_events_unioned') }}
    where {{ in_new_loads() }}
),

calls as (select * from {{ ref('int_calls') }}),

public_suffixes as (select * from {{ ref('public_suffixes') }}),

referrers as (
    select referrer from events where referrer is not null
    union
    select split_part(referrer_url, '?', 1) from calls where referrer_url is not null
),

keyed as (select {{ row_key('referrer') }} as referrer_key, referrer from referrers),

parsed as (
    select
        referrer_key,
        {{ url_host('referrer') }} as referrer_host,
        referrer as referrer_url
    from keyed
    where {{ not_yet_held('referrer_key') }}
),

final as (
    select
        parsed.referrer_key,
        parsed.referrer_host,
        {{ registrable_domain('parsed.referrer_host', 'long_suffixes.suffix', 'short_suffixes.suffix') }}
            as registrable_domain,
        parsed.referrer_url
    from parsed
    left join public_suffixes as long_suffixes
        on {{ last_labels('parsed.referrer_host', 3) }} = long_suffixes.suffix
    left join public_suffixes as short_suffixes
        on {{ last_labels('parsed.referrer_host', 2) }} = short_suffixes.suffix
)

select * from final
