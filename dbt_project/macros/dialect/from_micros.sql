{# Money that a platform gives in millionths, as an exact decimal: dividing would go through a float. #}
{% macro from_micros(micros) %}cast(cast({{ micros }} as decimal(18, 0)) * 0.000001 as decimal(18, 6)){% endmacro %}
