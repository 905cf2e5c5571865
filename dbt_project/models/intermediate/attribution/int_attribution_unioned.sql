-- One row per attribution model, journey and touchpoint with credit; '(none)' earns all where there is no touch.
{{ config(materialized='view') }}
{% for name in var('attribution_models') %}
    select '{{ name }}' as attribution_model, conversion_id, touchpoint_id, credit
    from {{ ref('int_attribution_' ~ name) }}
    union all
    select '{{ name }}', conversion_id, '(none)', cast(1 as double)
    from {{ ref('int_untouched_conversions') }}
    union all
{% endfor %}
select attribution_model, conversion_id, touchpoint_id, credit
from {{ ref('int_custom_credits') }}
union all
select custom_models.attribution_model, untouched_conversions.conversion_id, '(none)', cast(1 as double)
from {{ ref('int_untouched_conversions') }} as untouched_conversions
cross join {{ ref('custom_models') }} as custom_models
