{# A new table or view takes the place of the old one in one transaction: nobody but this run has the warehouse open, so
   the renaming to and fro of dbt-duckdb's own (some six statements more for each of the models) guards nobody. Where the
   query fails, the old one stands. Indexes, foreign keys and grants, which no model here has, are not kept. #}
{% materialization table, adapter='duckdb' %}
    {{ return(put_in_place('table')) }}
{% endmaterialization %}
