-- One row per version of a deal that was read; the newest is number 1.
{{ config(materialized='view') }}
with

unioned as (
    select * from {{ ref('stg_landing__opportunities') }}
    union all
    select * from {{ ref('stg_hubspot__opportunities') }}
    union all
    select * from {{ ref('stg_hubspot_fivetran__opportunities') }}
),

final as (
    select
        *,
        row_number() over (
            partition by crm, opportunity_id
            order by
                extracted_at desc,
                updated_at desc nulls last,
                {{ surrogate_key([
                    'created_at', 'amount', 'currency', 'stage', 'pipeline', 'is_won', 'is_closed', 'closed_at',
                    'account_id', 'is_deleted', 'declared_source',
                ]) }}
        ) as version_number
    from unioned
)

select * from final
