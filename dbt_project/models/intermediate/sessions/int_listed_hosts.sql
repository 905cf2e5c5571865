-- One row per host on a list that says what a referrer is; the smallest rank counts.
with

own_hosts as (select * from {{ ref('own_hosts') }}),

payment_referrers as (select * from {{ ref('payment_referrers') }}),

ai_assistants as (select * from {{ ref('ai_assistants') }}),

source_categories as (select * from {{ ref('source_categories') }}),

search_engines as (select * from {{ ref('search_engines') }}),

social_networks as (select * from {{ ref('social_networks') }}),

review_sites as (select * from {{ ref('review_sites') }}),

mail_providers as (select * from {{ ref('mail_providers') }}),

listed as (
    select
        0 as list_rank, 'ignored' as list_name, true as covers_subdomains,
        host, null as path_prefix, null as source, null as medium, null as source_category
    from own_hosts
    union all
    select 0, 'ignored', true, host, null, null, null, null from payment_referrers
    union all
    select 1, 'ai_assistant', true, host, path_prefix, source, 'ai-assistant', null from ai_assistants
    union all
    select
        2, 'source_category', false, source, null, null,
        case when source_category = 'search' then 'organic' else 'referral' end, source_category
    from source_categories
    union all
    select 3, 'search_engine', false, host, path_prefix, source, 'organic', null from search_engines
    union all
    select 4, 'social_network', true, host, null, null, 'social', null from social_networks
    union all
    select 5, 'review_site', true, host, null, null, 'review', null from review_sites
    union all
    select 6, 'mail_provider', true, host, null, null, 'email', null from mail_providers
),

final as (
    select
        list_rank,
        list_name,
        covers_subdomains,
        lower(trim(host)) as host,
        lower(trim(coalesce(path_prefix, ''))) as path_prefix,
        -- In a host of the list, {} stands for a country: two or three letters, or two of each.
        case
            when host like '%{}%'
                then '^' || replace(replace(lower(trim(host)), '.', '[.]'), '{}', '[a-z]{2,3}([.][a-z]{2})?') || '$'
        end as host_pattern,
        lower(trim(source)) as source,
        medium,
        source_category
    from listed
)

select * from final
