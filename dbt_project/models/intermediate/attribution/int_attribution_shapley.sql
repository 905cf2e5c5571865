-- Credit by what each channel adds to every group of the others (Shapley values of the game of the Markov chain).
{{ config(materialized='view') }}
select conversion_id, touchpoint_id, credit
from {{ ref('int_data_driven_credits') }}
where attribution_model = 'shapley'
