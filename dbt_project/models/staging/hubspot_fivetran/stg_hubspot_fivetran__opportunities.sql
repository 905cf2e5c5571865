-- One row per version of a deal; whether its stage is won is said by the pipeline's stages.
with

deal as (select * from {{ source('hubspot_fivetran', 'deal') }}),

final as (
    select
        'hubspot' as crm,
        deal_id as opportunity_id,
        {{ null_text() }} as account_id,
        deal_pipeline_id as pipeline,
        deal_pipeline_stage_id as stage,
        property_declared_source as declared_source,
        property_amount as amount,
        upper(property_deal_currency_code) as currency,
        cast(null as boolean) as is_won,
        cast(null as boolean) as is_closed,
        coalesce(is_deleted, false) as is_deleted,
        property_createdate as created_at,
        property_hs_lastmodifieddate as updated_at,
        property_closedate as closed_at,
        property_closedate_is_date as closed_at_is_date,
        extracted_at
    from deal
)

select * from final
