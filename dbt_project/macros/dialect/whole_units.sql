{# Whole minor units of an amount times a rate. The product is a float, and 387970 x 1.15 is a hair below a half in it:
   so it is rounded to a millionth first, and a half stays a half. #}
{% macro whole_units(product) -%}
    cast(round(round({{ product }}, 6)) as {{ dbt.type_bigint() }})
{%- endmacro %}
