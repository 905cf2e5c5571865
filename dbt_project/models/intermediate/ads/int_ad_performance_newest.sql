-- One row per ad account, day, report level and segment of that level, as the platform says today.
{{ config(materialized='view') }}
with

unioned as (
    {% for platform in var('ad_platforms') %}
        select * from {{ ref('stg_' ~ platform ~ '__ad_performance') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- The newest extract of a day replaces that day whole, so that a row the platform has taken back goes too.
newest_extracts as (
    select
        platform,
        account_id,
        report_date,
        report_level,
        max(extracted_at) as extracted_at
    from unioned
    group by platform, account_id, report_date, report_level
),

ranked as (
    select
        unioned.*,
        row_number() over (
            partition by
                unioned.platform, unioned.account_id, unioned.report_date, unioned.report_level,
                unioned.campaign_id, unioned.ad_group_id, unioned.ad_id, unioned.keyword_id,
                unioned.keyword, unioned.match_type, unioned.device, unioned.network
            order by
                {{ surrogate_key([
                    'unioned.spend', 'unioned.clicks', 'unioned.impressions', 'unioned.platform_conversions',
                    'unioned.platform_conversion_value', 'unioned.currency', 'unioned.campaign_name',
                    'unioned.campaign_type', 'unioned.ad_group_name', 'unioned.ad_name',
                    'unioned.account_time_zone',
                ]) }}
        ) as delivery_number
    from unioned
    inner join newest_extracts
        on unioned.platform = newest_extracts.platform
        and unioned.account_id = newest_extracts.account_id
        and unioned.report_date = newest_extracts.report_date
        and unioned.report_level = newest_extracts.report_level
        and unioned.extracted_at = newest_extracts.extracted_at
),

final as (select * from ranked where delivery_number = 1)

select * from final
