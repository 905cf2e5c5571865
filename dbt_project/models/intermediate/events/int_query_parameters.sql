-- One row per query string and marketing parameter in it, decoded; what a column said stands above the URL.
with

queries as (select * from {{ ref('int_marketing_queries') }}),

pairs as (
    select query_key, {{ split_to_rows('marketing_query', '&') }} as pair
    from queries
),

named as (
    select
        query_key,
        lower(replace(split_part(pair, '=', 1), '!', '')) as parameter,
        pair like '!%' as is_override,
        trim({{ url_decode("substring(pair, " ~ dbt.position("'='", "pair") ~ " + 1)") }}) as parameter_value
    from pairs
    where pair like '%=%'
),

-- What trackers write when they have no value is no value.
final as (
    select
        query_key,
        parameter,
        coalesce(
            min(case when is_override then parameter_value end),
            min(case when not is_override then parameter_value end)
        ) as parameter_value
    from named
    where lower(parameter_value) not in ('', 'null', 'none', 'undefined', 'nan', '(not set)', '(not%20set)', '(none)')
    group by query_key, parameter
)

select * from final
