{# The key of one place where people come from: for sessions their evidence, for other touchpoints the record itself. #}
{% macro source_key(record_type, record_id, query_key, referrer_key) -%}
    {{ row_key(
        record_type ~ " || '|' || " ~ record_id
        ~ " || '|' || coalesce(cast(" ~ query_key ~ " as " ~ dbt.type_string() ~ "), '')"
        ~ " || '|' || coalesce(cast(" ~ referrer_key ~ " as " ~ dbt.type_string() ~ "), '')"
    ) }}
{%- endmacro %}
