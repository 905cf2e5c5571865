{# The shares of a group must sum to one, and none of them be negative. #}
{% test shares_sum_to_one(model, share, group_by) %}
select
    {{ group_by | join(', ') }},
    sum({{ share }}) as share_sum
from {{ model }}
group by {{ group_by | join(', ') }}
having abs(sum({{ share }}) - 1) > 0.000000001 or min({{ share }}) < 0 or sum({{ share }}) is null
{% endtest %}
