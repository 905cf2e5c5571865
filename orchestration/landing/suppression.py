"""Identifiers of the erased: known by a keyed hash alone, replaced wherever they come again.

An identifier is a value in a space: `email` and `phone` (their keys), `visitor`, `user`, `lead`
(as crm:id), `contact`, and the ids of records. The manifest keeps hash and tombstone, never the
value. The hash takes the installation's secret, so that no list of addresses can be tried on it.
"""

from __future__ import annotations

import csv
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.landing.contracts import Column, System, Table
from orchestration.landing.expressions import identifier
from orchestration.landing.readers import quoted

TOMBSTONE = re.compile(r"erased-[0-9a-f]{24}")
# Written into the row of a person, cut from it altogether.
ADDRESS = "address"
# Spaces that name a person by themselves; the others name a record.
PERSONAL = ("email", "phone", "visitor", "user", "lead", "contact")
# Systems whose tables do not say which CRM they are of.
CRMS = {"hubspot": "hubspot", "hubspot_fivetran": "hubspot"}
INTERNAL_SEED = Path(__file__).resolve().parents[2] / "seeds" / "internal_traffic.csv"


def new_tombstones(count: int) -> list[str]:
    """Random ones, in order: given out in the order of what they replace, ties fall as before."""
    return sorted(f"erased-{secrets.token_hex(12)}" for _ in range(count))


@dataclass(frozen=True)
class Place:
    """A column of an accepted table that names somebody; `value` is SQL of what it names."""

    column: str
    space: str
    value: str
    given: Column


def places(system: System, table: Table) -> list[Place]:
    """The columns that an erasure replaces, as the accepted table has them."""
    found = []
    for column in table.columns:
        space = column.type if column.type in ("email", "phone") else column.names
        if space and space != ADDRESS:
            name = column.accepted()[0][0]
            value = f"received.{identifier(name)}"
            if space == "lead":
                value = f"{_crm(system)} || ':' || {value}"
            if column.name == "object_id":
                value = f"case when lower(received.object_type) = 'lead' then {value} end"
            found.append(Place(name, space, value, column))
    return found


def _crm(system: System) -> str:
    return quoted(CRMS[system.name]) if system.name in CRMS else "received.crm"


@dataclass(frozen=True)
class Suppressed:
    """Tombstones by space and hash."""

    secret: bytes
    known: Mapping[str, Mapping[str, str]]

    def __bool__(self) -> bool:
        return any(self.known.values())

    def hash(self, space: str, value: str) -> str:
        """What the manifest knows an identifier by."""
        return hashlib.sha256(f"{self.secret.hex()}|{space}|{value}".encode()).hexdigest()

    def tombstone(self, space: str, value: str) -> str | None:
        """What stands in place of the identifier, if it is one of an erased person."""
        return self.known.get(space, {}).get(self.hash(space, value))

    def ready(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the table `suppressed(space, hash, tombstone)` and the secret for `tombstoned`."""
        rows = [(s, h, t) for s, of in self.known.items() for h, t in of.items()]
        columns = list(zip(*rows, strict=True)) if rows else [[], [], []]
        table = pa.table(
            {
                name: pa.array(list(values), pa.string())
                for name, values in zip(("space", "hash", "tombstone"), columns, strict=True)
            }
        )
        connection.register("suppressed_known", table)
        connection.execute("create or replace temp table suppressed as from suppressed_known")
        connection.unregister("suppressed_known")
        connection.execute("create temp table if not exists kept_domains (domain varchar)")
        connection.execute("set variable erasure_secret = $secret", {"secret": self.secret.hex()})


def hash_of(space: str, value: str) -> str:
    """SQL: what `Suppressed.hash` gives, of two SQL expressions; needs `ready`."""
    return f"sha256(getvariable('erasure_secret') || '|' || {space} || '|' || {value})"


def joined(system: System, table: Table, source: str) -> str:
    """SQL: the rows of `source` as `received`, each place beside its tombstone `s_<column>`."""
    joins = [
        f"left join suppressed as {identifier('s_' + place.column)} "
        f"on {identifier('s_' + place.column)}.space = {quoted(place.space)} "
        f"and {identifier('s_' + place.column)}.hash = "
        f"{hash_of(quoted(place.space), place.value)}"
        for place in places(system, table)
    ]
    return f"{source} as received {' '.join(joins)}"


def is_named(system: System, table: Table) -> str:
    """SQL: whether a row of `joined` still names an erased person anywhere."""
    return " or ".join(f"{_tombstone(place)} is not null" for place in places(system, table))


def files_naming(
    connection: duckdb.DuckDBPyConnection, system: System, table: Table, source: str
) -> list[str]:
    """Landing files, under home, of the rows of `source` that name an erased person."""
    marks = (
        f"contains(received.{identifier(one.column)}, 'erased-')" for one in places(system, table)
    )
    rows = connection.execute(
        f"select distinct received._file from {joined(system, table, source)} "
        f"where {is_named(system, table)} or {' or '.join(marks)} order by 1"
    )
    return [file for (file,) in rows.fetchall()]


def tombstoned(system: System, table: Table, source: str) -> str:
    """SQL: the rows of `source` (an accepted table) with tombstones, and without addresses."""
    found = places(system, table)
    marks = (f"starts_with(received.{identifier(one.column)}, 'erased-')" for one in found)
    erased = f"({' or '.join((is_named(system, table), *marks))})"
    changed = []
    for place in found:
        column = identifier(place.column)
        changed.append(f"coalesce({_tombstone(place)}, received.{column}) as {column}")
        if place.space == "email":
            domain = identifier(f"{place.given.name}_domain")
            changed.append(
                f"case when {_tombstone(place)} is null "
                f"or received.{domain} in (select kept.domain from kept_domains as kept) "
                f"then received.{domain} end as {domain}"
            )
    for column in table.columns:
        if column.names == ADDRESS:
            name = identifier(column.name)
            internal = " or ".join(
                f"starts_with(received.{name}, {quoted(prefix)})" for prefix in internal_prefixes()
            )
            changed.append(
                f"case when not coalesce({erased}, false) or {internal or 'false'} "
                f"then received.{name} end as {name}"
            )
    return f"select received.* replace ({', '.join(changed)}) from {joined(system, table, source)}"


def _tombstone(place: Place) -> str:
    return f"{identifier('s_' + place.column)}.tombstone"


@cache
def internal_prefixes() -> tuple[str, ...]:
    """Addresses of our own offices: they name no visitor, and mark what does not count."""
    with INTERNAL_SEED.open(encoding="utf-8-sig", newline="") as file:
        return tuple(row["value"] for row in csv.DictReader(file) if row["kind"] == "ip_prefix")
