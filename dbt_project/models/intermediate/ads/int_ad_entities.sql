-- One row per account, campaign, ad group, ad or keyword with its newest name, for platforms that keep names apart.
with

unioned as (
    select * from {{ ref('stg_google_ads__ad_entities') }}
    union all
    select * from {{ ref('stg_google_ads_fivetran__ad_entities') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by platform, entity_kind, entity_id
            order by
                updated_at desc,
                extracted_at desc,
                {{ surrogate_key(['entity_name', 'entity_type', 'currency', 'account_time_zone']) }}
        ) as version_number
    from unioned
),

final as (
    select platform, entity_kind, entity_id, entity_name, entity_type, currency, account_time_zone
    from ranked
    where version_number = 1
)

select * from final
