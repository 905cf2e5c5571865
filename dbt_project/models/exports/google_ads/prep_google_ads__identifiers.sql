-- One row per person with the hashes of their e-mails and phones as Google matches them, at most five of each.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

person_keys as (select * from {{ ref('int_person_keys') }} where key_kind in ('email', 'phone')),

identifiers as (select * from {{ ref('stg_private__identifiers') }}),

ranked as (
    select
        person_keys.person_id,
        identifiers.kind,
        identifiers.sha256_google,
        row_number() over (
            partition by person_keys.person_id, identifiers.kind
            order by person_keys.first_seen_at, identifiers.sha256_google
        ) as known_order
    from person_keys
    inner join identifiers
        on person_keys.key_kind = identifiers.kind
        and substring(person_keys.key, 3) = identifiers.key
    where identifiers.sha256_google is not null
),

few as (select * from ranked where known_order <= 5),

emails as (
    select person_id, {{ ordered_texts('sha256_google', ',', 'known_order') }} as email_sha256
    from few
    where kind = 'email'
    group by person_id
),

phones as (
    select person_id, {{ ordered_texts('sha256_google', ',', 'known_order') }} as phone_sha256
    from few
    where kind = 'phone'
    group by person_id
),

final as (
    select
        coalesce(emails.person_id, phones.person_id) as person_id,
        emails.email_sha256,
        phones.phone_sha256
    from emails
    full outer join phones on emails.person_id = phones.person_id
)

select * from final
