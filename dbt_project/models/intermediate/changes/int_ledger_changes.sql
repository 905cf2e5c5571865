-- One row per entry of the conversion ledger that is new, gone, or says something else than last published.
with

conversions as (select * from {{ ref('fct_conversions') }}),

before as (select * from {{ ref('stg_history__conversions') }}),

compared as (
    select
        coalesce(conversions.conversion_id, before.conversion_id) as conversion_id,
        coalesce(conversions.journey_conversion_id, before.journey_conversion_id) as journey_conversion_id,
        coalesce(conversions.conversion_type, before.conversion_type) as conversion_type,
        coalesce(conversions.inquiry_type, before.inquiry_type) as inquiry_type,
        coalesce(conversions.record_id, before.record_id) as record_id,
        coalesce(conversions.conversion_at, before.conversion_at) as conversion_at,
        conversions.person_id,
        before.person_id as old_person_id,
        before.conversion_id is null as is_new,
        conversions.conversion_id is null as is_gone,
        coalesce(
            conversions.value_minor <> before.value_minor
            or conversions.currency <> before.currency
            or conversions.conversion_at <> before.conversion_at
            or conversions.declared_source <> before.declared_source,
            false
        ) as is_edited,
        coalesce(
            conversions.value_minor = before.value_minor
            and conversions.reporting_currency = before.reporting_currency
            and conversions.value_reporting_minor <> before.value_reporting_minor,
            false
        ) as is_rated_anew,
        coalesce(conversions.lead_id, '(none)') <> coalesce(before.lead_id, '(none)') as has_other_lead,
        coalesce(conversions.person_id <> before.person_id, false) as has_other_person
    from conversions
    full outer join before on conversions.conversion_id = before.conversion_id
),

final as (
    select
        *,
        conversion_type in ('refund', 'reversal') as is_takeback,
        conversion_type in ('qualified_lead', 'opportunity', 'sale') or inquiry_type = 'crm' as is_of_crm
    from compared
    where is_new or is_gone or is_edited or is_rated_anew or has_other_lead or has_other_person
)

select * from final
