{# Every row has the key, and no other row has the same one. #}
{% test primary_key(model, column_name) %}
select
    {{ column_name }},
    count(*) as n_records
from {{ model }}
group by {{ column_name }}
having {{ column_name }} is null or count(*) > 1
{% endtest %}
