-- One row per delivered form.
with

form_submissions as (select * from {{ source('landing', 'form_submissions') }}),

final as (
    select
        submission_id,
        form_id,
        visitor_id,
        email_key,
        email_domain,
        phone_key,
        country,
        page_url,
        gclid,
        gbraid,
        wbraid,
        msclkid,
        fbclid,
        ttclid,
        li_fat_id,
        submitted_at,
        extracted_at
    from form_submissions
)

select * from final
