"""Accepted files of erased persons: the names in their rows, and the rows rewritten."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.erasing.persons import Name
from orchestration.landing.contracts import System, Table, load_contracts
from orchestration.landing.expressions import identifier
from orchestration.landing.loads import IDENTIFIERS
from orchestration.landing.readers import literal_path, quoted
from orchestration.landing.statements import PARQUET
from orchestration.landing.suppression import (
    PERSONAL,
    Place,
    Suppressed,
    files_naming,
    hash_of,
    is_named,
    joined,
    places,
    tombstoned,
)

RECORDS = ("event", "form", "chat", "call", "email_click", "contact", "lead")


def personal_tables() -> Iterator[tuple[System, Table]]:
    """Every table of every system in which something names a person."""
    for system in load_contracts().values():
        for table in system.tables.values():
            if places(system, table):
                yield system, table


def further_names(
    engine: duckdb.DuckDBPyConnection, accepted: Path, suppressed: Suppressed
) -> set[Name]:
    """Ids of records that stand in rows of the persons and are not suppressed yet.

    A row is a person's by a strong key; by a cookie only where it names nobody else.
    """
    suppressed.ready(engine)
    found: set[Name] = set()
    for system, table in personal_tables():
        if not (parts := _parts(accepted, system, table)):
            continue
        all_places = places(system, table)
        strong = [one for one in all_places if one.space in PERSONAL and one.space != "visitor"]
        visitors = [one for one in all_places if one.space == "visitor"]
        mine = [f"{_mark(one)} is not null" for one in strong]
        nobody = " and ".join(f"received.{identifier(one.column)} is null" for one in strong)
        mine += [f"({_mark(one)} is not null and {nobody or 'true'})" for one in visitors]
        ids = [one for one in all_places if one.space in RECORDS and one.column in table.key]
        ids += visitors if len(visitors) > 1 else []
        for place in ids:
            rows = engine.execute(
                f"select distinct {place.value} from {joined(system, table, _read(parts))} "
                f"where ({' or '.join(mine)}) and {_mark(place)} is null "
                f"and not contains({place.value}, 'erased-')"
            ).fetchall()
            found.update((place.space, value) for (value,) in rows if value is not None)
    return found


def keep_domains(engine: duckdb.DuckDBPyConnection, accepted: Path, suppressed: Suppressed) -> None:
    """A mail domain says who somebody is only where nobody else writes from it."""
    suppressed.ready(engine)
    engine.execute("create or replace temp table kept_domains (domain varchar)")
    for system, table in personal_tables():
        parts = _parts(accepted, system, table)
        for place in places(system, table) if parts else ():
            if place.space == "email":
                domain = identifier(f"{place.given.name}_domain")
                engine.execute(
                    f"insert into kept_domains select distinct received.{domain} "
                    f"from {joined(system, table, _read(parts))} "
                    f"where {_mark(place)} is null and received.{domain} is not null "
                    f"and not starts_with(received.{identifier(place.column)}, 'erased-')"
                )


def files_of(
    engine: duckdb.DuckDBPyConnection, accepted: Path, system: System, table: Table
) -> list[str]:
    """Landing files, under home, with rows that name the persons."""
    if not (parts := _parts(accepted, system, table)):
        return []
    return files_naming(engine, system, table, _read(parts))


def rewrite(engine: duckdb.DuckDBPyConnection, accepted: Path) -> Counter[str]:
    """Rewrite every accepted file that names the persons; rows changed, by table."""
    changed: Counter[str] = Counter()
    for system, table in personal_tables():
        for part in _parts(accepted, system, table):
            source = _read([part])
            count = engine.execute(
                f"select count(*) from {joined(system, table, source)} "
                f"where {is_named(system, table)}"
            ).fetchone()[0]
            if count:
                _replace(engine, part, tombstoned(system, table, source))
                changed[f"{system.name}.{table.name}"] += count
    for part in sorted((accepted / IDENTIFIERS).glob("load_id=*/*.parquet")):
        # The vendors' own hashes of an address have no tombstone: they go.
        of_them = (
            "exists (select 1 from suppressed where suppressed.space = received.kind "
            f"and suppressed.hash = {hash_of('received.kind', 'received.key')})"
        )
        source = f"{_read([part])} as received"
        count = engine.execute(f"select count(*) from {source} where {of_them}").fetchone()[0]
        if count:
            _replace(engine, part, f"select * from {source} where not {of_them}")
            changed["private.identifiers"] += count
    return changed


def _replace(engine: duckdb.DuckDBPyConnection, part: Path, rows: str) -> None:
    draft = part.with_name(f".{part.name}.draft")
    engine.execute(f"copy ({rows}) to {quoted(str(draft))} {PARQUET}")
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(draft, part)


def _parts(accepted: Path, system: System, table: Table) -> list[Path]:
    return sorted((accepted / system.name / table.name).glob("load_id=*/[!.]*.parquet"))


def _read(parts: list[Path]) -> str:
    files = ", ".join(literal_path(part) for part in parts)
    return f"read_parquet([{files}], union_by_name = true, hive_partitioning = false)"


def _mark(place: Place) -> str:
    return f"{identifier('s_' + place.column)}.tombstone"
