-- One row per page seen. Grows.
-- depends_on: {{ ref('internal_traffic') }}
{{ config(materialized=growing()) }}
with

events as (
    select * from {{ ref('int_events_unioned') }}
    where {{ in_new_loads() }}
),

public_suffixes as (select * from {{ ref('public_suffixes') }}),

pages as (
    select distinct page, {{ row_key('page') }} as page_key
    from events
    where page is not null
),

parsed as (
    select
        page_key,
        {{ url_host('page') }} as page_host,
        {{ url_path('page') }} as page_path,
        {{ on_any_host('page', column_values(ref('internal_traffic') ~ " where kind = 'host'", 'value')) }}
            as is_internal
    from pages
    where {{ not_yet_held('page_key') }}
),

final as (
    select
        parsed.page_key,
        parsed.page_host,
        {{ registrable_domain('parsed.page_host', 'long_suffixes.suffix', 'short_suffixes.suffix') }}
            as registrable_domain,
        parsed.page_path,
        parsed.is_internal
    from parsed
    left join public_suffixes as long_suffixes
        on {{ last_labels('parsed.page_host', 3) }} = long_suffixes.suffix
    left join public_suffixes as short_suffixes
        on {{ last_labels('parsed.page_host', 2) }} = short_suffixes.suffix
)

select * from final
