-- One row per CRM lead: its newest version.
with

unioned as (
    select * from {{ ref('stg_landing__leads') }}
    union all
    select * from {{ ref('stg_hubspot__leads') }}
    union all
    select * from {{ ref('stg_hubspot_fivetran__leads') }}
),

queried as (
    select *, {{ marketing_query('cast(null as ' ~ dbt.type_string() ~ ')', click_id_columns()) }} as marketing_query
    from unioned
),

ranked as (
    select
        *,
        row_number() over (
            partition by crm, lead_id
            order by
                extracted_at desc,
                updated_at desc nulls last,
                {{ surrogate_key([
                    'created_at', 'email_key', 'phone_key', 'visitor_id', 'account_id', 'company', 'country',
                    'status', 'declared_source', 'form_id', 'is_deleted', 'merged_into_id', 'marketing_query',
                ]) }}
        ) as version_number
    from queried
),

final as (select * from ranked where version_number = 1)

select * from final
