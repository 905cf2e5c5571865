-- The source report under the headline attribution model alone, for tools that forget to filter on one.
{{ config(materialized='view') }}
with

sources as (select * from {{ ref('rpt_sources') }}),

final as (
    select *
    from sources
    where attribution_model = '{{ var("headline_model") }}'
)

select * from final
