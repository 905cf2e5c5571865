"""What differs between the engines around a build: how one lets go of what it has built.

Whatever engine has built, readers open a DuckDB file. DuckDB has written one itself; of what Spark
has written, Parquet in the folders of its warehouse, views are made in one: nothing is copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.settings import Settings

SPARK_TABLES = Path("spark") / "warehouse"


def release(settings: Settings) -> None:
    """Close the engine's connections; afterwards the warehouse file shows what was built."""
    if settings.engine == "duckdb":
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()
        return
    _stop_spark()
    if (settings.home / SPARK_TABLES).exists():
        write_views(settings.home / SPARK_TABLES, settings.warehouse_path)


def write_views(tables: Path, target: Path) -> None:
    """Make `target` a DuckDB file with one view per table of Spark's warehouse folder.

    The new file takes the place of the old one at once. Timestamps are UTC without a zone, as in
    a warehouse that DuckDB has built.
    """
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with duckdb.connect(str(draft)) as connection:
        for schema, name, files in _tables(tables):
            connection.execute(f'create schema if not exists "{schema}"')
            columns = connection.execute(f"describe from {files}").fetchall()
            selected = ", ".join(_column(column[0], column[1]) for column in columns)
            connection.execute(f'create view "{schema}"."{name}" as select {selected} from {files}')
    os.replace(draft, target)


def _tables(warehouse: Path) -> Iterator[tuple[str, str, str]]:
    """Schema, name and the reader of each table; a table that is being written has no file yet."""
    for folder in sorted(warehouse.glob("*.db/*")):
        if any(folder.glob("*.parquet")):
            files = str(folder / "*.parquet").replace("'", "''")
            yield folder.parent.stem, folder.name, f"read_parquet('{files}')"


def _column(name: str, data_type: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    with_zone = data_type == "TIMESTAMP WITH TIME ZONE"
    return f"timezone('UTC', {quoted}) as {quoted}" if with_zone else quoted


def _stop_spark() -> None:
    """End the session, and with it the lock on its metastore."""
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate().stop()
