-- One row per buyer with credit and replicate that has the buyer, with how often: once on average, as a hash says.
{{ config(materialized='view', tags=['on_demand']) }}
with

credits as (select * from {{ ref('int_interval_credits') }}),

buyers as (select distinct buyer_id from credits),

replicates as (
    select
        buyer_id,
        {{ list_to_rows(list_of_numbers(1, var('interval_replicates'))) }} as replicate
    from buyers
),

hashed as (
    select
        buyer_id,
        replicate,
        {{ surrogate_key(['buyer_id', 'replicate']) }} as draw_key
    from replicates
),

drawn as (
    select
        buyer_id,
        replicate,
        {{ poisson_draw('draw_key') }} as draws
    from hashed
),

final as (select * from drawn where draws > 0)

select * from final
