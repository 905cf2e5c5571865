-- Halves to the first touchpoint and to that of the lead.
with

weighed as (
    select
        conversion_id,
        touchpoint_id,
        cast(
            case when is_first then 0.5 else 0 end
            + case when is_lead_touch then 0.5 else 0 end
            as double
        ) as share
    from {{ ref('int_journey_touchpoints') }}
    where is_first or is_lead_touch
)

select conversion_id, touchpoint_id, share / sum(share) over (partition by conversion_id) as credit
from weighed
