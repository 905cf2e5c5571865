"""The dbt project as Dagster assets, run inside this process."""
