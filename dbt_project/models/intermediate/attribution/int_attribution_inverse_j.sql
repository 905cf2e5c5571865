-- 60 % to the first touchpoint, 20 % to the last, 20 % shared by the rest.
with

shared as (
    select
        conversion_id,
        touchpoint_id,
        cast(
            case when is_first then 0.6 else 0 end
            + case when is_last then 0.2 else 0 end
            as double
        ) as share,
        not is_first and not is_last as is_rest
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
