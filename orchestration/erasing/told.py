"""What was sent and what was published: conversions under their new ids, and no payloads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import delete, text, update

from orchestration.erasing.persons import Persons
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_schema import crm_state, delivery
from orchestration.exports.records import WAITING, State
from orchestration.landing.readers import literal_path, quoted
from orchestration.landing.statements import PARQUET
from orchestration.settings import Settings
from orchestration.warehouse.history_tables import TABLES

# Tables of history with the columns that name a conversion, and those that name a person.
CONVERSIONS = {
    "changes": ("conversion_id",),
    "credits": ("conversion_id",),
    "journeys": ("conversion_id",),
    "conversions": ("conversion_id", "journey_conversion_id"),
}
PERSONAL = {"conversions": ("person_id", "lead_id", "record_id"), "touchpoints": ("person_id",)}


def forget_deliveries(settings: Settings, persons: Persons, renamed: Mapping[str, str]) -> int:
    """Deliveries lose their payload and keep their place: nothing is sent twice, or restated.

    What waited to be sent is not sent. Returns how many deliveries were touched.
    """
    keys = {value.partition(":")[2] for space, value in persons.names if space == "lead"}
    ledger = Ledger.open(settings.ledger_database_url)
    touched = 0
    with ledger.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("pragma secure_delete = on"))
        for key in sorted(persons.conversions | set(renamed)):
            mine = delivery.c.conversion_key == key
            waiting = update(delivery).where(mine, delivery.c.state.in_(WAITING))
            connection.execute(waiting.values(state=State.SUPERSEDED))
            told = connection.execute(
                update(delivery)
                .where(mine)
                .values(conversion_key=renamed.get(key, key), payload=None, error_text=None)
            )
            touched += told.rowcount
        for key in sorted(keys):
            connection.execute(delete(crm_state).where(crm_state.c.record_id == key))
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Freed pages would still hold the payloads.
            connection.execute(text("vacuum"))
            connection.execute(text("pragma wal_checkpoint(truncate)"))
    ledger.close()
    return touched


def forget_in_history(
    engine: duckdb.DuckDBPyConnection,
    settings: Settings,
    persons: Persons,
    renamed: Mapping[str, str],
) -> int:
    """Past changes under the new ids, and the last state without the person; files rewritten."""
    pairs = {"old": list(renamed), "new": list(renamed.values())}
    engine.register(
        "pairs", pa.table(pairs, schema=pa.schema([("old", pa.string()), ("new", pa.string())]))
    )
    engine.execute("create or replace temp table renamed as from pairs")
    known = pa.table({"person_id": pa.array(sorted(persons.ids), pa.string())})
    engine.register("known", known)
    engine.execute("create or replace temp table erased_persons as from known")
    rewritten = 0
    for name in sorted({*CONVERSIONS, *PERSONAL}):
        for path in sorted((settings.history_dir / name).glob("[!.]*.parquet")):
            rewritten += _rewrite(engine, name, path)
    for path in (settings.accepted_dir / "history" / "changes").glob("[0-9]*.parquet"):
        path.unlink()  # put there again, from history, by the next build
    return rewritten


def _rewrite(engine: duckdb.DuckDBPyConnection, name: str, path: Path) -> int:
    """Rewrite one file of a table; 1 if it names anybody erased. Keeps what history reads alone."""
    source = f"read_parquet({literal_path(path)}, hive_partitioning = false)"
    mine = "told.person_id in (select person_id from erased_persons)" if name in PERSONAL else ""
    there = {column for column, *_ in engine.execute(f"describe from {source}").fetchall()}
    shown, joins, found = {}, [], [mine] if mine else []
    for column in TABLES[name]:
        if column in there:
            shown[column] = f"told.{column}"
    for column in CONVERSIONS.get(name, ()):
        joins.append(f"left join renamed as r_{column} on told.{column} = r_{column}.old")
        shown[column] = f"coalesce(r_{column}.new, told.{column})"
        found.append(f"r_{column}.new is not null")
    for column in PERSONAL.get(name, ()):
        shown[column] = f"case when not {mine} then told.{column} end"
    rows = f"from {source} as told {' '.join(joins)}"
    if not engine.execute(f"select 1 {rows} where {' or '.join(found)} limit 1").fetchone():
        return 0
    draft = path.with_name(f".{path.name}.draft")
    columns = ", ".join(f"{value} as {column}" for column, value in shown.items())
    engine.execute(f"copy (select {columns} {rows}) to {quoted(str(draft))} {PARQUET}")
    os.replace(draft, path)
    return 1
