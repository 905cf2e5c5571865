-- One row per ad platform with the source and medium of its traffic, those of its foremost click id.
with

click_id_parameters as (select * from {{ ref('click_id_parameters') }}),

campaigns as (select * from {{ ref('int_campaigns') }}),

ranked as (
    select
        platform,
        source,
        medium,
        row_number() over (partition by platform order by priority) as parameter_rank
    from click_id_parameters
),

-- A platform without a click id of its own goes by its own name.
final as (
    select platform, source, medium
    from ranked
    where parameter_rank = 1
    union all
    select distinct campaigns.platform, campaigns.platform as source, 'cpc' as medium
    from campaigns
    where not exists (select 1 from ranked where ranked.platform = campaigns.platform)
)

select * from final
