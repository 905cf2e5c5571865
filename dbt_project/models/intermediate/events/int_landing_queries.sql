-- One row per distinct query string with its tags and the click id that counts most in it. Grows.
{{ config(materialized=growing()) }}
with

parameters as (select * from {{ ref('int_query_parameters') }}),

click_id_parameters as (select * from {{ ref('click_id_parameters') }}),

-- A click id behind its rank as one text: the least text of a query is then its best click id, without a sort.
ranked as (
    select
        parameters.query_key,
        parameters.parameter,
        parameters.parameter_value,
        parameters.is_override,
        lpad(cast(click_id_parameters.priority as {{ dbt.type_string() }}), 6, '0')
        || case when parameters.is_override then '0' else '1' end
        || parameters.parameter || '=' || parameters.parameter_value as ranked_click_id
    from parameters
    left join click_id_parameters on parameters.parameter = click_id_parameters.parameter
),

queries as (
    select
        query_key,
        substring(min(ranked_click_id), 8) as best_click_id,
        {{ tag_value('utm_source') }} as utm_source,
        {{ tag_value('utm_medium') }} as utm_medium,
        {{ tag_value('utm_campaign') }} as utm_campaign,
        {{ tag_value('utm_term') }} as utm_term,
        {{ tag_value('utm_content') }} as utm_content,
        {{ tag_value('utm_id') }} as utm_id,
        {{ tag_value('gad_campaignid') }} as gad_campaign_id
    from ranked
    where {{ not_yet_held('query_key') }}
    group by query_key
),

named as (
    select
        *,
        split_part(best_click_id, '=', 1) as click_id_parameter,
        substring(best_click_id, {{ dbt.position("'='", 'best_click_id') }} + 1) as click_id
    from queries
),

final as (
    select
        named.query_key,
        named.click_id,
        named.click_id_parameter,
        click_id_parameters.platform as click_platform,
        coalesce(click_id_parameters.is_paid, false) as is_paid_click_id,
        named.gad_campaign_id,
        named.utm_source,
        named.utm_medium,
        named.utm_campaign,
        named.utm_term,
        named.utm_content,
        named.utm_id
    from named
    left join click_id_parameters on named.click_id_parameter = click_id_parameters.parameter
)

select * from final
