-- One row per former version of a deal whose stage history tells of no win, with whether it was won then, and when.
{% set crm_tz = "'" ~ var('crm_tz') ~ "'" %}
with

versions as (select * from {{ ref('int_opportunity_versions') }}),

stages as (select * from {{ ref('int_crm_stages') }} where object_type = 'opportunity'),

won_changes as (
    select distinct crm, object_id
    from {{ ref('int_stage_changes') }}
    where object_type = 'opportunity' and stage_kind = 'won'
),

currencies as (select * from {{ ref('currencies') }}),

former as (
    select
        versions.crm,
        versions.opportunity_id,
        versions.version_number,
        coalesce(versions.is_won, stages.stage_kind = 'won', false) as is_won,
        {{ minor_units('versions.amount', 'currencies.exponent') }} as amount_minor,
        case
            when versions.closed_at_is_date then {{ from_zone(add_seconds('versions.closed_at', 86399), crm_tz) }}
            else versions.closed_at
        end as closed_at,
        coalesce(versions.updated_at, versions.extracted_at) as updated_at,
        versions.extracted_at
    from versions
    left join won_changes
        on versions.crm = won_changes.crm
        and versions.opportunity_id = won_changes.object_id
    left join stages
        on versions.crm = stages.crm
        and coalesce(versions.pipeline, '') = stages.pipeline
        and versions.stage = stages.stage_id
    left join currencies on coalesce(versions.currency, '{{ var("reporting_currency") }}') = currencies.currency
    where versions.version_number > 1 and won_changes.object_id is null
),

final as (
    select
        crm,
        opportunity_id,
        version_number,
        is_won,
        amount_minor,
        case when is_won then coalesce(closed_at, updated_at) else updated_at end as changed_at,
        extracted_at
    from former
)

select * from final
