-- All credit to the last touchpoint of a paid channel; to the last that is not Direct, if none is paid.
select conversion_id, touchpoint_id, cast(1 as double) as credit
from {{ ref('int_journey_touchpoints_paid') }}
where position = touchpoints
