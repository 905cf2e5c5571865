-- One row per person with credit and replicate that has the person, with how often: once on average, as a hash says.
{{ config(materialized='view', tags=['on_demand']) }}
with

credits as (select * from {{ ref('int_interval_credits') }}),

persons as (select distinct person_id from credits),

replicates as (
    select
        person_id,
        {{ list_to_rows(list_of_numbers(1, var('interval_replicates'))) }} as replicate
    from persons
),

hashed as (
    select
        person_id,
        replicate,
        {{ surrogate_key(['person_id', 'replicate']) }} as draw_key
    from replicates
),

drawn as (
    select
        person_id,
        replicate,
        {{ poisson_draw('draw_key') }} as draws
    from hashed
),

final as (select * from drawn where draws > 0)

select * from final
