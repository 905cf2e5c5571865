{# Loads a seed. The adapter of one engine puts texts into literals as they come, and an apostrophe ends them. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set given = model.config.get('column_types', {}) -%}
    {%- set names = agate_table.column_names -%}
    {%- set types = [] -%}
    {%- for name in names -%}
        {%- do types.append(given.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
    {%- endfor -%}
    {%- for rows in agate_table.rows | batch(2000) -%}
        {%- set sql -%}
            insert into {{ this }}
            select
            {%- for name in names %}
            cast({{ name }} as {{ types[loop.index0] }}){{ ',' if not loop.last }}
            {%- endfor %}
            from values
            {%- for row in rows %}
            (
                {%- for value in row -%}
                    {{ 'null' if value is none else quoted(value | string) }}{{ ', ' if not loop.last }}
                {%- endfor -%}
            ){{ ',' if not loop.last }}
            {%- endfor %}
            as rows({{ names | join(', ') }})
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=true) -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro %}
