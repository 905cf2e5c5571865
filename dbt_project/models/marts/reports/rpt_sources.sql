-- One row per attribution model, day and source (channel down to keyword), with visits, spend and what was earned.
with

activity as (select * from {{ ref('int_source_activity') }}),

credits as (select * from {{ ref('int_source_credits') }}),

attribution_models as (
    {% for name in var('attribution_models') %}
        select '{{ name }}' as attribution_model
        union all
    {% endfor %}
    select attribution_model from {{ ref('custom_models') }}
),

-- Visits and spend belong to no model: they repeat under each, so that a filter on one model is complete.
spread as (
    select attribution_models.attribution_model, activity.*
    from activity
    cross join attribution_models
),

keys as (
    select
        attribution_model, report_date, channel, source, medium, platform, account_id, campaign_id, campaign,
        ad_group, ad, keyword, visits, impressions, clicks, spend,
        0.0 as leads, 0.0 as qualified_leads, 0.0 as opportunities, 0.0 as sales,
        0.0 as leads_by_conversion_date, 0.0 as qualified_leads_by_conversion_date,
        0.0 as opportunities_by_conversion_date, 0.0 as sales_by_conversion_date,
        cast(0 as decimal(18, 3)) as value_by_touch_date, cast(0 as decimal(18, 3)) as value_by_conversion_date,
        cast(0 as decimal(18, 3)) as value_by_event_date
    from spread
    union all
    select
        attribution_model, report_date, channel, source, medium, platform, account_id, campaign_id, campaign,
        ad_group, ad, keyword, 0, 0, 0, cast(0 as decimal(18, 6)),
        leads, qualified_leads, opportunities, sales,
        leads_by_conversion_date, qualified_leads_by_conversion_date,
        opportunities_by_conversion_date, sales_by_conversion_date,
        value_by_touch_date, value_by_conversion_date, value_by_event_date
    from credits
),

final as (
    select
        {{ surrogate_key([
            'attribution_model', 'report_date', 'channel', 'source', 'medium', 'platform', 'account_id',
            'campaign_id', 'campaign', 'ad_group', 'ad', 'keyword',
        ]) }} as source_row_id,
        attribution_model, report_date, channel, source, medium, platform, account_id, campaign_id, campaign,
        ad_group, ad, keyword,
        cast(sum(visits) as bigint) as visits,
        cast(sum(impressions) as bigint) as impressions,
        cast(sum(clicks) as bigint) as clicks,
        cast(sum(spend) as decimal(18, 6)) as spend,
        cast(sum(leads) as double) as leads,
        cast(sum(qualified_leads) as double) as qualified_leads,
        cast(sum(opportunities) as double) as opportunities,
        cast(sum(sales) as double) as sales,
        cast(sum(value_by_touch_date) as decimal(18, 3)) as value,
        cast(sum(leads_by_conversion_date) as double) as leads_by_conversion_date,
        cast(sum(qualified_leads_by_conversion_date) as double) as qualified_leads_by_conversion_date,
        cast(sum(opportunities_by_conversion_date) as double) as opportunities_by_conversion_date,
        cast(sum(sales_by_conversion_date) as double) as sales_by_conversion_date,
        cast(sum(value_by_conversion_date) as decimal(18, 3)) as value_by_conversion_date,
        cast(sum(value_by_event_date) as decimal(18, 3)) as value_by_event_date
    from keys
    group by
        attribution_model, report_date, channel, source, medium, platform, account_id, campaign_id, campaign,
        ad_group, ad, keyword
)

select * from final
