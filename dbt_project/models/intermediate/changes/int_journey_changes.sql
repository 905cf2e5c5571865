-- One row per journey of changed credit whose touchpoints, or milestones on them, are others than last published.
with

touch_changes as (select * from {{ ref('int_touch_changes') }}),

unconsented as (select * from {{ ref('int_unconsented_touchpoints') }}),

restated_persons as (select * from {{ ref('int_restated_persons') }}),

judged as (
    select
        touch_changes.conversion_id,
        touch_changes.is_cut_anew,
        touch_changes.is_sourced_anew,
        touch_changes.is_of_another,
        touch_changes.is_new or touch_changes.is_gone or touch_changes.is_sourced_anew as is_other_touch,
        unconsented.touchpoint_id is not null as is_denied,
        restated_persons.person_id is not null as is_restated
    from touch_changes
    left join unconsented on touch_changes.touchpoint_id = unconsented.touchpoint_id
    left join restated_persons on touch_changes.person_id = restated_persons.person_id
),

final as (
    select
        conversion_id,
        max(case when is_cut_anew then 1 else 0 end) = 1 as is_cut_anew,
        max(case when is_other_touch then 1 else 0 end) = 1 as has_other_touches,
        max(case when is_denied or (is_restated and is_other_touch) then 1 else 0 end) = 1 as has_other_consents,
        max(case when is_of_another then 1 else 0 end) = 1 as has_touches_of_another
    from judged
    group by conversion_id
    having max(case when is_cut_anew or is_sourced_anew then 1 else 0 end) = 1
)

select * from final
