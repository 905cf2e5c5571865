-- One row per distinct query string with its tags and the click id that counts most in it.
with

parameters as (select * from {{ ref('int_query_parameters') }}),

click_id_parameters as (select * from {{ ref('click_id_parameters') }}),

tags as (
    select
        query_key,
        max(case when parameter = 'utm_source' then parameter_value end) as utm_source,
        max(case when parameter = 'utm_medium' then parameter_value end) as utm_medium,
        max(case when parameter = 'utm_campaign' then parameter_value end) as utm_campaign,
        max(case when parameter = 'utm_term' then parameter_value end) as utm_term,
        max(case when parameter = 'utm_content' then parameter_value end) as utm_content,
        max(case when parameter = 'utm_id' then parameter_value end) as utm_id,
        max(case when parameter = 'gad_campaignid' then parameter_value end) as gad_campaign_id
    from parameters
    group by query_key
),

click_ids as (
    select
        parameters.query_key,
        parameters.parameter_value as click_id,
        parameters.parameter as click_id_parameter,
        click_id_parameters.platform as click_platform,
        click_id_parameters.is_paid as is_paid_click_id,
        row_number() over (
            partition by parameters.query_key
            order by click_id_parameters.priority, parameters.parameter
        ) as click_id_rank
    from parameters
    inner join click_id_parameters on parameters.parameter = click_id_parameters.parameter
),

final as (
    select
        tags.query_key,
        click_ids.click_id,
        click_ids.click_id_parameter,
        click_ids.click_platform,
        coalesce(click_ids.is_paid_click_id, false) as is_paid_click_id,
        tags.gad_campaign_id,
        tags.utm_source,
        tags.utm_medium,
        tags.utm_campaign,
        tags.utm_term,
        tags.utm_content,
        tags.utm_id
    from tags
    left join click_ids on tags.query_key = click_ids.query_key and click_ids.click_id_rank = 1
)

select * from final
