-- One row per ledger entry with other credit, and the cause: the first of these that its evidence shows.
-- Where the rules of the ledger or of touches have changed tonight, what differs in them is put down to the rules.
with

evidence as (select * from {{ ref('int_change_evidence') }}),

tonight as (select * from {{ ref('stg_history__tonight') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

erased_persons as (select distinct person_id from {{ ref('int_erased_persons') }}),

final as (
    select
        evidence.conversion_id,
        case
            when erased_persons.person_id is not null and not evidence.is_new then 'erasure'
            when evidence.is_takeback and (evidence.is_new or evidence.is_gone) then 'refund'
            when evidence.is_new and not evidence.was_known_inquiry and not (
                    tonight.has_other_ledger_rules and coalesce(evidence.conversion_at <= tonight.last_run_at, false)
                ) then 'new_conversion'
            when tonight.has_other_ledger_rules and (
                    evidence.is_new or evidence.is_gone or evidence.is_edited or evidence.is_original_edited
                ) then 'rule_change'
            when evidence.is_takeback and not evidence.is_original_edited
                and (evidence.is_edited or evidence.has_other_takebacks) then 'refund'
            when (evidence.is_edited or evidence.is_original_edited) and evidence.is_of_crm then 'crm_edit'
            when evidence.is_edited or evidence.is_original_edited then 'late_event'
            when evidence.is_rated_anew then 'rate'
            when evidence.has_touches_of_another and not evidence.has_other_lead then 'identity_merge'
            when evidence.has_touches_of_another and evidence.is_merged then 'identity_merge'
            when (evidence.is_new or evidence.is_gone) and evidence.is_merged then 'identity_merge'
            when evidence.has_other_lead then 'crm_edit'
            when evidence.is_gone and evidence.is_of_crm then 'crm_edit'
            when evidence.is_new or evidence.is_gone then 'late_event'
            when evidence.has_other_consents and not tonight.has_other_touch_rules then 'consent'
            when evidence.has_other_touches and not tonight.has_other_touch_rules then 'late_event'
            when evidence.is_cut_anew and evidence.has_other_deals and not tonight.has_other_ledger_rules
                then 'crm_edit'
            when evidence.is_cut_anew and evidence.has_other_conversions and not tonight.has_other_ledger_rules
                then 'late_event'
            when tonight.has_other_credit_rules then 'rule_change'
            else 'unknown'
        end as cause
    from evidence
    cross join tonight
    left join conversions on evidence.conversion_id = conversions.conversion_id
    left join erased_persons on conversions.person_id = erased_persons.person_id
)

select * from final
