-- One row per key of an e-mail or phone with the forms of it that ad platforms match on. Only exports may read it.
with

identifiers as (select * from {{ source('private', 'identifiers') }}),

ranked as (
    select
        key,
        kind,
        sha256_google,
        sha256_meta,
        row_number() over (
            partition by key, kind order by extracted_at desc, sha256_google asc, sha256_meta asc
        ) as version_number
    from identifiers
),

final as (
    select key, kind, sha256_google, sha256_meta
    from ranked
    where version_number = 1
)

select * from final
