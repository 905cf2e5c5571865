-- One row per page seen.
with

events as (select * from {{ ref('int_events_unioned') }}),

public_suffixes as (select * from {{ ref('public_suffixes') }}),

pages as (
    select distinct page
    from events
    where page is not null
),

parsed as (
    select
        {{ row_key('page') }} as page_key,
        {{ url_host('page') }} as page_host,
        {{ url_path('page') }} as page_path
    from pages
),

final as (
    select
        parsed.page_key,
        parsed.page_host,
        {{ registrable_domain('parsed.page_host', 'long_suffixes.suffix', 'short_suffixes.suffix') }}
            as registrable_domain,
        parsed.page_path
    from parsed
    left join public_suffixes as long_suffixes
        on {{ last_labels('parsed.page_host', 3) }} = long_suffixes.suffix
    left join public_suffixes as short_suffixes
        on {{ last_labels('parsed.page_host', 2) }} = short_suffixes.suffix
)

select * from final
