-- One row per referrer with the source and medium that it is evidence of; none where it is on the ignored list.
with

referrers as (select * from {{ ref('int_referrers') }}),

listed_hosts as (select * from {{ ref('int_listed_hosts') }}),

bare as (
    select
        referrer_key,
        referrer_host,
        registrable_domain,
        case when referrer_host like 'www.%' then substring(referrer_host, 5) else referrer_host end as host,
        lower({{ url_path('referrer_url') }}) as referrer_path
    from referrers
    where referrer_host is not null
),

hosts as (select distinct host from bare),

-- A host belongs to the lists of the domains above it, too.
host_parents as (
    select host, host as parent from hosts
    union
    select host, {{ last_labels('host', 2) }} from hosts
    union
    select host, {{ last_labels('host', 3) }} from hosts
    union
    select host, {{ last_labels('host', 4) }} from hosts
    union
    select host, {{ last_labels('host', 5) }} from hosts
),

host_matches as (
    select
        host_parents.host,
        listed_hosts.list_name, listed_hosts.list_rank, listed_hosts.path_prefix,
        listed_hosts.source, listed_hosts.medium, listed_hosts.source_category
    from host_parents
    inner join listed_hosts on host_parents.parent = listed_hosts.host
    where listed_hosts.host_pattern is null
        and (listed_hosts.covers_subdomains or host_parents.parent = host_parents.host)
    union all
    select
        hosts.host,
        listed_hosts.list_name, listed_hosts.list_rank, listed_hosts.path_prefix,
        listed_hosts.source, listed_hosts.medium, listed_hosts.source_category
    from hosts
    inner join listed_hosts on {{ regex_matches('hosts.host', 'listed_hosts.host_pattern') }}
    where listed_hosts.host_pattern is not null
),

-- An engine has one name, whichever list its host was found on.
engines as (
    select host, min(source) as engine
    from host_matches
    where list_name = 'search_engine' and path_prefix = ''
    group by host
),

ranked as (
    select
        bare.referrer_key,
        bare.referrer_host,
        bare.registrable_domain,
        bare.host,
        coalesce(host_matches.list_name, 'other') as referrer_list,
        host_matches.source,
        coalesce(host_matches.medium, 'referral') as medium,
        host_matches.source_category,
        row_number() over (
            partition by bare.referrer_key
            order by
                host_matches.list_rank asc nulls last,
                length(host_matches.path_prefix) desc,
                host_matches.source asc
        ) as match_number
    from bare
    left join host_matches
        on bare.host = host_matches.host
        and bare.referrer_path like host_matches.path_prefix || '%'
),

final as (
    select
        ranked.referrer_key,
        ranked.referrer_host,
        ranked.registrable_domain,
        ranked.referrer_list,
        case
            when ranked.referrer_list = 'ignored' then null
            when ranked.medium = 'organic' then coalesce(engines.engine, ranked.source, ranked.host)
            else coalesce(ranked.source, ranked.host)
        end as source,
        case when ranked.referrer_list <> 'ignored' then ranked.medium end as medium,
        coalesce(ranked.source_category = 'video', false) as is_video
    from ranked
    left join engines on ranked.host = engines.host
    where ranked.match_number = 1
)

select * from final
