-- 40 % each to the first and the last touchpoint, 20 % shared by those between; halves where there are two.
select
    conversion_id,
    touchpoint_id,
    cast(case
        when touchpoints <= 2 then 1.0 / touchpoints
        when is_first or is_last then 0.4
        else 0.2 / (touchpoints - 2)
    end as double) as credit
from {{ ref('int_journey_touchpoints') }}
