{# A text that a source does not give. #}
{% macro null_text() %}cast(null as {{ dbt.type_string() }}){% endmacro %}
