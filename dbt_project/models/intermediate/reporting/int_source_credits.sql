-- One row per attribution model, day and source with what was earned by each of the three dates of a credit.
-- The source is a key here, its texts stand in int_source_rows: grouping by ten texts would cost the most of a report.
with

credit_dates as (select * from {{ ref('int_credit_dates') }}),

counted as (
    select
        attribution_model, report_date, source_row_key, date_basis,
        case when counts_as = 'lead' then counted_units else 0 end as leads,
        case when counts_as = 'qualified_lead' then counted_units else 0 end as qualified_leads,
        case when counts_as = 'opportunity' then counted_units else 0 end as opportunities,
        case when is_sale then counted_units else 0 end as sales,
        case when is_sale then attributed_value else 0 end as attributed_value
    from credit_dates
),

final as (
    select
        attribution_model, report_date, source_row_key,
        sum(case when date_basis = 'touch' then leads else 0 end) as leads,
        sum(case when date_basis = 'touch' then qualified_leads else 0 end) as qualified_leads,
        sum(case when date_basis = 'touch' then opportunities else 0 end) as opportunities,
        sum(case when date_basis = 'touch' then sales else 0 end) as sales,
        sum(case when date_basis = 'conversion' then leads else 0 end) as leads_by_conversion_date,
        sum(case when date_basis = 'conversion' then qualified_leads else 0 end) as qualified_leads_by_conversion_date,
        sum(case when date_basis = 'conversion' then opportunities else 0 end) as opportunities_by_conversion_date,
        sum(case when date_basis = 'conversion' then sales else 0 end) as sales_by_conversion_date,
        sum(case when date_basis = 'touch' then attributed_value else 0 end) as value_by_touch_date,
        sum(case when date_basis = 'conversion' then attributed_value else 0 end) as value_by_conversion_date,
        sum(case when date_basis = 'event' then attributed_value else 0 end) as value_by_event_date
    from counted
    group by attribution_model, report_date, source_row_key
)

select * from final
