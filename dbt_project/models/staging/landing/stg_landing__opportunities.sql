-- One row per version of a deal.
with

opportunities as (select * from {{ source('landing', 'opportunities') }}),

final as (
    select
        lower(crm) as crm,
        opportunity_id,
        account_id,
        pipeline,
        stage,
        declared_source,
        amount,
        upper(currency) as currency,
        is_won,
        is_closed,
        coalesce(is_deleted, false) as is_deleted,
        created_at,
        updated_at,
        closed_at,
        closed_at_is_date,
        extracted_at
    from opportunities
)

select * from final
