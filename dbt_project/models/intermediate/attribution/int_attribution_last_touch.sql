-- All credit to the last touchpoint.
select conversion_id, touchpoint_id, cast(1 as double) as credit
from {{ ref('int_journey_touchpoints') }}
where is_last
