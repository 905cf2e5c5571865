-- One row per distinct query string with marketing parameters, of whatever carries an address. Grows.
{{ config(materialized=growing()) }}
with

events as (
    select * from {{ ref('int_events_unioned') }}
    where {{ in_new_loads() }}
),

calls as (select * from {{ ref('int_calls_unioned') }}),

form_submissions as (select * from {{ ref('stg_landing__form_submissions') }}),

chats as (select * from {{ ref('stg_landing__chats') }}),

conversations as (select * from {{ ref('stg_intercom__chats') }}),

email_clicks as (select * from {{ ref('stg_landing__email_clicks') }}),

leads as (select * from {{ ref('int_leads_unioned') }}),

queries as (
    select marketing_query from events where marketing_query <> ''
    union
    select marketing_query from calls
    union
    select {{ marketing_query('page_url', click_id_columns()) }} from form_submissions
    union
    -- The click ids that stand beside a page are part of its query above; the page alone is read as well.
    select split_part(page_url, '?', 2) from form_submissions
    union
    select split_part(landing_page_url, '?', 2) from calls
    union
    select split_part(page_url, '?', 2) from chats
    union
    select split_part(page_url, '?', 2) from conversations
    union
    select split_part(link_url, '?', 2) from email_clicks
    union
    select marketing_query from leads
),

keyed as (
    select {{ row_key('marketing_query') }} as query_key, marketing_query
    from queries
    where marketing_query <> ''
),

final as (
    select query_key, marketing_query
    from keyed
    where {{ not_yet_held('query_key') }}
)

select * from final
