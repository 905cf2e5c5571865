"""Copies one schema of the warehouse into a DuckDB file, comments and not-null rules included."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from orchestration.publishing.run import PublishFailed
from orchestration.settings import Settings
from orchestration.warehouse import history

# Readable by every DuckDB since 1.0, and so by the drivers that BI tools bundle.
STORAGE_VERSION = "v1.0.0"
WAREHOUSE = "warehouse"


def open_warehouse(settings: Settings) -> duckdb.DuckDBPyConnection:
    """An in-memory connection with the warehouse attached read-only as `warehouse`."""
    if not settings.warehouse_path.exists():
        raise PublishFailed(
            f"there is no warehouse — {settings.warehouse_path} — nothing was built yet — "
            "FIX: headwater build"
        )
    connection = duckdb.connect(
        config={"threads": settings.threads, "memory_limit": settings.memory_limit}
    )
    connection.execute("set timezone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    connection.execute("set preserve_insertion_order = false")
    connection.execute(f"set temp_directory = {literal(settings.home / 'tmp')}")
    try:
        connection.execute(f"attach {literal(settings.warehouse_path)} as {WAREHOUSE} (read_only)")
    except duckdb.IOException as error:
        connection.close()
        raise PublishFailed(
            f"the warehouse is in use — {settings.warehouse_path} — {error} — FIX: close that "
            "program; BI tools read published/current/marts.duckdb, never the warehouse"
        ) from error
    return connection


def copy_schema(
    connection: duckdb.DuckDBPyConnection, schema: str, target: Path, alias: str, prefix: str = ""
) -> dict[str, int]:
    """Write the relations of `schema` that start with `prefix` as tables into `target`.

    The file stays attached as `alias`.

    Views become tables: a view stores the name of the database it was made in, and would not
    open under another. Returns rows per table after checking them against the warehouse.
    """
    connection.execute(
        f"attach {literal(target)} as {alias} (storage_version {literal(STORAGE_VERSION)})"
    )
    connection.execute(f"create schema {alias}.{identifier(schema)}")
    return {
        name: _copy_table(connection, schema, name, alias)
        for name in _names(connection, schema, prefix)
    }


def write_parquet(
    connection: duckdb.DuckDBPyConnection, schema: str, alias: str, names: list[str], folder: Path
) -> None:
    """One folder with one Parquet file per mart, written from the published copy."""
    for name in names:
        (folder / name).mkdir(parents=True)
        source = f"{alias}.{identifier(schema)}.{identifier(name)}"
        file = literal(folder / name / f"{name}.parquet")
        connection.execute(f"copy (from {source}) to {file} (format parquet, compression zstd)")


def write_state(connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path) -> None:
    """What only the next night reads: the state it is compared with, and the rules that made it."""
    rules, present = history.rules_of_the_run(settings), _names(connection, "intermediate", "int_")
    if rules.exists() and set(history.STATE_MODELS) <= set(present):
        write_parquet(connection, "intermediate", WAREHOUSE, list(history.STATE_MODELS), folder)
        shutil.copyfile(rules, folder / history.RULES)


def literal(value: object) -> str:
    """A SQL string literal; ATTACH and COPY take no bound parameters."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL name."""
    return '"' + name.replace('"', '""') + '"'


def _names(connection: duckdb.DuckDBPyConnection, schema: str, prefix: str) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables "
            "where table_catalog = ? and table_schema = ? and starts_with(table_name, ?) "
            "order by table_name",
            [WAREHOUSE, schema, prefix],
        ).fetchall()
    ]


def _copy_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str, alias: str) -> int:
    source = f"{WAREHOUSE}.{identifier(schema)}.{identifier(name)}"
    target = f"{alias}.{identifier(schema)}.{identifier(name)}"
    columns = connection.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [WAREHOUSE, schema, name],
    ).fetchall()
    definitions = ", ".join(
        f"{identifier(column)} {data_type}{'' if is_nullable else ' not null'}"
        for column, data_type, is_nullable, _ in columns
    )
    connection.execute(f"create table {target} ({definitions})")
    connection.execute(f"insert into {target} from {source}")
    _copy_comments(connection, schema, name, target, columns)
    return _verified_rows(connection, source, target)


def _copy_comments(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str, target: str, columns: list[tuple]
) -> None:
    """Carry descriptions over: BI tools show them beside the columns."""
    for catalog, kind in (("duckdb_tables", "table"), ("duckdb_views", "view")):
        row = connection.execute(
            f"select comment from {catalog}() where database_name = ? and schema_name = ? "
            f"and {kind}_name = ?",
            [WAREHOUSE, schema, name],
        ).fetchone()
        if row and row[0]:
            connection.execute(f"comment on table {target} is {literal(row[0])}")
    for column, _, _, comment in columns:
        if comment:
            connection.execute(
                f"comment on column {target}.{identifier(column)} is {literal(comment)}"
            )


def _verified_rows(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> int:
    ours, theirs = connection.execute(
        f"select (select count(*) from {target}), (select count(*) from {source})"
    ).fetchone()
    if ours != theirs:
        raise PublishFailed(
            f"the copy of {source} has {ours} rows instead of {theirs} — the version was thrown "
            "away — the warehouse changed while it was copied — FIX: headwater publish"
        )
    return ours
