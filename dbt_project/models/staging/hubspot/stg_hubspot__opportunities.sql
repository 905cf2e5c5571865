-- One row per version of a deal; whether its stage is won is said by the pipeline's stages.
with

deals as (select * from {{ source('hubspot', 'deals') }}),

final as (
    select
        'hubspot' as crm,
        id as opportunity_id,
        associated_company_id as account_id,
        pipeline,
        dealstage as stage,
        declared_source,
        amount,
        upper(deal_currency_code) as currency,
        cast(null as boolean) as is_won,
        cast(null as boolean) as is_closed,
        coalesce(archived, false) as is_deleted,
        created_at,
        updated_at,
        closedate as closed_at,
        closedate_is_date as closed_at_is_date,
        extracted_at
    from deals
)

select * from final
