-- All credit to the first touchpoint.
select conversion_id, touchpoint_id, cast(1 as double) as credit
from {{ ref('int_journey_touchpoints') }}
where is_first
