{# That a column is never null is a constraint where the engine holds one; plain Parquet does not, and tests say it. #}
{% macro spark__alter_column_set_constraints(relation, column_dict) %}{% endmacro %}
