-- One row per deal: its newest version.
with

versions as (select * from {{ ref('int_opportunity_versions') }}),

final as (select * from versions where version_number = 1)

select * from final
