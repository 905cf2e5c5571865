-- One row per lead, repeat inquiry and qualified lead, worth what the seed of conversion values says.
with

inquiries as (select * from {{ ref('int_inquiries') }}),

qualified_leads as (select * from {{ ref('int_qualified_leads') }}),

crm_leads as (select * from {{ ref('int_crm_leads') }}),

conversion_values as (select * from {{ ref('conversion_values') }}),

currencies as (select * from {{ ref('currencies') }}),

-- What the CRM declares of a person; the earliest record that declares anything counts.
declared as (
    select
        person_id,
        crm,
        lead_id,
        declared_source,
        country,
        row_number() over (
            partition by person_id
            order by case when nullif(trim(declared_source), '') is null then 1 else 0 end, created_at, crm, lead_id
        ) as declared_rank
    from crm_leads
),

conversions as (
    select
        case when is_lead then 'lead' else 'repeat_inquiry' end as conversion_type,
        inquiry_id, person_id, inquiry_type, record_id, country, is_spam,
        inquiry_at as opened_at, inquiry_at as conversion_at, spam_at
    from inquiries
    union all
    -- A qualified lead is its lead at a later stage: it was opened with it, so it shares its cycle and lookback.
    select
        'qualified_lead',
        inquiry_id, person_id, inquiry_type, crm || ':' || lead_id, country, is_spam,
        inquiry_at, qualified_at, spam_at
    from qualified_leads
),

final as (
    select
        {{ surrogate_key(['conversions.conversion_type', 'conversions.inquiry_id']) }} as conversion_id,
        conversions.conversion_type,
        conversions.inquiry_id,
        conversions.person_id,
        declared.crm,
        declared.lead_id,
        conversions.inquiry_type,
        conversions.record_id,
        nullif(trim(declared.declared_source), '') as declared_source,
        coalesce(conversions.country, declared.country) as country,
        coalesce(conversion_values.currency, '{{ var("reporting_currency") }}') as currency,
        coalesce({{ minor_units('conversion_values.conversion_value', 'currencies.exponent') }}, 0) as value_minor,
        conversions.opened_at,
        conversions.conversion_at,
        case
            when conversions.is_spam and conversions.conversion_type <> 'repeat_inquiry'
                then greatest(conversions.spam_at, conversions.conversion_at)
        end as voided_at
    from conversions
    left join declared on conversions.person_id = declared.person_id and declared.declared_rank = 1
    left join conversion_values on conversions.conversion_type = conversion_values.conversion_type
    left join currencies
        on coalesce(conversion_values.currency, '{{ var("reporting_currency") }}') = currencies.currency
)

select * from final
