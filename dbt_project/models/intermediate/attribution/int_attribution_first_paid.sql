-- All credit to the first touchpoint of a paid channel; to the first that is not Direct, if none is paid.
select conversion_id, touchpoint_id, cast(1 as double) as credit
from {{ ref('int_journey_touchpoints_paid') }}
where position = 1
