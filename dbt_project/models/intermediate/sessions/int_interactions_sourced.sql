-- One row per call, form, chat and e-mail click, with the key of where it came from where no session says so.
with

interactions as (select * from {{ ref('int_interaction_evidence') }}),

sources as (select * from {{ ref('int_sources_channelled') }}),

final as (
    select
        interactions.record_type,
        interactions.record_id,
        sources.source_key,
        sources.channel,
        sources.is_direct,
        sources.is_paid,
        interactions.landing_path,
        interactions.country,
        {{ cost_date('interactions.happened_at', 'sources.account_time_zone') }} as cost_date
    from interactions
    inner join sources
        on interactions.record_type = sources.record_type
        and interactions.record_id = sources.record_id
)

select * from final
