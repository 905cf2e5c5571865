{# See table.sql. #}
{% materialization view, adapter='duckdb' %}
    {{ return(put_in_place('view')) }}
{% endmaterialization %}
