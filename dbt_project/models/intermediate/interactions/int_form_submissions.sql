-- One row per submitted form: its newest version.
with

form_submissions as (select * from {{ ref('stg_landing__form_submissions') }}),

landing_queries as (select * from {{ ref('int_landing_queries') }}),

country_codes as (select * from {{ ref('country_codes') }}),

queried as (
    select *, {{ marketing_query('page_url', click_id_columns()) }} as marketing_query
    from form_submissions
),

ranked as (
    select
        *,
        row_number() over (
            partition by submission_id
            order by
                extracted_at desc,
                {{ surrogate_key([
                    'submitted_at', 'form_id', 'visitor_id', 'email_key', 'phone_key', 'country', 'page_url',
                    'marketing_query',
                ]) }}
        ) as version_number
    from queried
),

final as (
    select
        ranked.submission_id,
        ranked.form_id,
        ranked.visitor_id,
        ranked.email_key,
        ranked.email_domain,
        ranked.phone_key,
        country_codes.country,
        ranked.page_url,
        landing_queries.click_id,
        landing_queries.click_id_parameter,
        ranked.submitted_at
    from ranked
    left join landing_queries on {{ row_key('ranked.marketing_query') }} = landing_queries.query_key
    left join country_codes on lower(trim(ranked.country)) = country_codes.country_name
    where ranked.version_number = 1
)

select * from final
