-- One row per journey and touchpoint with the milestones that fall on it: what the models divide by.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

final as (
    select
        conversion_id,
        touchpoint_id,
        case when is_lead_touch then 'lead ' else '' end
        || case when is_opportunity_touch then 'opportunity ' else '' end
        || case when is_close_touch then 'close ' else '' end
        || case when is_carried then 'carried' else '' end as milestones
    from journey_touchpoints
)

select * from final
