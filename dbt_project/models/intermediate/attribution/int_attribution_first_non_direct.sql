-- All credit to the first touchpoint that is not Direct; to the first, if all are.
select conversion_id, touchpoint_id, cast(1 as double) as credit
from {{ ref('int_journey_touchpoints_non_direct') }}
where is_first
