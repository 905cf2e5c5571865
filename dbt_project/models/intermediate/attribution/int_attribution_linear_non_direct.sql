-- The same credit to every touchpoint that is not Direct; to every one, if all are.
select conversion_id, touchpoint_id, cast(1 as double) / touchpoints as credit
from {{ ref('int_journey_touchpoints_non_direct') }}
