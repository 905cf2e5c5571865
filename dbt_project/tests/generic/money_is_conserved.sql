{# For every attribution model and conversion the attributed minor units must add up to the conversion's value, in both
   currencies; a conversion without a row under one of the models is a failure, too. #}
{% test money_is_conserved(model, conversions) %}
with

attributed as (
    select
        attribution_model,
        conversion_id,
        sum(attributed_value_minor) as value_minor,
        sum(attributed_value_reporting_minor) as value_reporting_minor
    from {{ model }}
    group by attribution_model, conversion_id
),

attribution_models as (select distinct attribution_model from attributed),

expected as (
    select attribution_models.attribution_model, ledger.conversion_id, ledger.value_minor, ledger.value_reporting_minor
    from {{ conversions }} as ledger
    cross join attribution_models
    where ledger.conversion_type <> 'repeat_inquiry'
)

select
    expected.attribution_model,
    expected.conversion_id,
    expected.value_minor,
    attributed.value_minor as attributed_value_minor,
    expected.value_reporting_minor,
    attributed.value_reporting_minor as attributed_value_reporting_minor
from expected
left join attributed
    on expected.attribution_model = attributed.attribution_model
    and expected.conversion_id = attributed.conversion_id
where attributed.conversion_id is null
    or attributed.value_minor <> expected.value_minor
    or coalesce(attributed.value_reporting_minor, -1) <> coalesce(expected.value_reporting_minor, -1)
{% endtest %}
