-- 40 % each to the first touchpoint and to that of the lead, 20 % shared by the rest.
with

shared as (
    select
        conversion_id,
        touchpoint_id,
        cast(
            case when is_first then 0.4 else 0 end
            + case when is_lead_touch then 0.4 else 0 end
            as double
        ) as share,
        not is_first and not is_lead_touch as is_rest
    from {{ ref('int_journey_touchpoints') }}
),

weighed as (
    select
        conversion_id,
        touchpoint_id,
        case
            when is_rest then 0.2 / sum(case when is_rest then 1 else 0 end) over (partition by conversion_id)
            else share
        end as share
    from shared
)

select conversion_id, touchpoint_id, share / sum(share) over (partition by conversion_id) as credit
from weighed
