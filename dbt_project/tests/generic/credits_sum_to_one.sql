{# Credits of one conversion under one attribution model (or of one model's table) must sum to one. #}
{% test credits_sum_to_one(model, group_by) %}
select
    {{ group_by | join(', ') }},
    sum(credit) as credit_sum
from {{ model }}
group by {{ group_by | join(', ') }}
having abs(sum(credit) - 1) > 0.000000001 or min(credit) < 0 or sum(credit) is null
{% endtest %}
