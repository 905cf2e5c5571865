-- The same credit to every touchpoint.
select conversion_id, touchpoint_id, cast(1 as double) / touchpoints as credit
from {{ ref('int_journey_touchpoints') }}
