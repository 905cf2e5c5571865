{# The values of one column of a small table as a compile-time list (empty while parsing): a constant list is read once
   where a join would be made for every event. The caller adds a `-- depends_on: ref(...)` line, so that the table is
   there first. #}
{% macro column_values(relation, column) -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set rows = run_query('select ' ~ column ~ ' from ' ~ relation ~ ' order by 1') -%}
    {{ return(rows.columns[0].values() | list) }}
{%- endmacro %}
