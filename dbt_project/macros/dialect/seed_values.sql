{# The values of one seed column as a compile-time list (empty while parsing). The caller adds
   a `-- depends_on: ref(...)` line, so that the seed is loaded first. #}
{% macro seed_values(relation, column) -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set rows = run_query('select ' ~ column ~ ' from ' ~ relation ~ ' order by 1') -%}
    {{ return(rows.columns[0].values() | list) }}
{%- endmacro %}
