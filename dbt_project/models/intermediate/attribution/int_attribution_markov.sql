-- Credit by what would be lost without each channel (removal effects of the Markov chain of all journeys).
{{ config(materialized='view') }}
select conversion_id, touchpoint_id, credit
from {{ ref('int_data_driven_credits') }}
where attribution_model = 'markov'
