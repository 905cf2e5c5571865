-- One row per marketing parameter in a query string, decoded, in its place there.
{{ config(materialized='view') }}
with

-- What is parsed already stands in int_landing_queries.
queries as (
    select * from {{ ref('int_marketing_queries') }}
    where {{ not_yet_in('int_landing_queries', 'query_key') }}
),

pairs as (
    select query_key, {{ split_to_rows('marketing_query', '&') }} as pair
    from queries
),

named as (
    select
        query_key,
        lower(replace(split_part(pair, '=', 1), '!', '')) as parameter,
        trim({{ url_decode("substring(pair, " ~ dbt.position("'='", "pair") ~ " + 1)") }}) as parameter_value,
        pair like '!%' as is_override
    from pairs
    where pair like '%=%'
),

-- What trackers write when they have no value is no value.
final as (
    select query_key, parameter, parameter_value, is_override
    from named
    where lower(parameter_value) not in ('', 'null', 'none', 'undefined', 'nan', '(not set)', '(not%20set)', '(none)')
)

select * from final
