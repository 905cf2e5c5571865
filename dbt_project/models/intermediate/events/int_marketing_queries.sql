-- One row per distinct query string with marketing parameters, of events, calls, forms and leads.
with

events as (select * from {{ ref('int_events_unioned') }}),

calls as (select * from {{ ref('int_calls_unioned') }}),

form_submissions as (select * from {{ ref('stg_landing__form_submissions') }}),

leads as (select * from {{ ref('int_leads_unioned') }}),

queries as (
    select marketing_query from events where marketing_query <> ''
    union
    select marketing_query from calls
    union
    select {{ marketing_query('page_url', click_id_columns()) }} from form_submissions
    union
    select marketing_query from leads
),

final as (
    select {{ row_key('marketing_query') }} as query_key, marketing_query
    from queries
    where marketing_query <> ''
)

select * from final
