{# Whole minor units of a decimal amount, half away from zero; null where the currency's exponent is not known.
   The factor is a whole number because a power would be a float, and floats lose cents. #}
{% macro minor_units(amount, exponent) -%}
    {{ dbt.safe_cast(
        "round(" ~ amount ~ " * case " ~ exponent
        ~ " when 0 then 1 when 2 then 100 when 3 then 1000 when 4 then 10000 end, 0)",
        api.Column.translate_type("bigint")
    ) }}
{%- endmacro %}
