-- One row per click id that an ad platform can explain: its newest version.
{{ config(materialized='view') }}
with

unioned as (
    {% for platform in var('ad_platforms') %}
        select * from {{ ref('stg_' ~ platform ~ '__ad_clicks') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked as (
    select
        *,
        row_number() over (
            partition by platform, click_id
            order by
                extracted_at desc,
                {{ surrogate_key([
                    'clicked_on', 'account_id', 'campaign_id', 'campaign_name', 'campaign_type', 'ad_group_id',
                    'ad_group_name', 'ad_id', 'ad_name', 'keyword', 'match_type', 'network',
                ]) }}
        ) as version_number
    from unioned
),

final as (
    select
        platform,
        click_id,
        clicked_on,
        account_id,
        campaign_id,
        campaign_name,
        campaign_type,
        ad_group_id,
        ad_group_name,
        ad_id,
        ad_name,
        keyword,
        match_type,
        network
    from ranked
    where version_number = 1
)

select * from final
