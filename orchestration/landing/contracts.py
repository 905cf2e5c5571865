"""Contracts of the door: which tables and columns it accepts, and what each type means.

One YAML file per system in `contracts/`. Effects of a type on the accepted table:

====================  =======================================================================
text, json            text, trimmed, blank is null (json: null when it is not valid JSON)
id                    text; a value that is an e-mail address is replaced by a keyed hash
timestamp             TIMESTAMP in UTC, microseconds
timestamp_or_date     the same, and a column `<name>_is_date`: the text held a date alone
date                  DATE
integer               BIGINT
decimal               DECIMAL(24,6), or DECIMAL(24,scale)
double, boolean       as named
email                 `<name>_key` (keyed hash) and `<name>_domain`; the address is dropped
phone                 `<name>_key` (keyed hash of the E.164 form); the number is dropped
url                   text without e-mail addresses and without non-marketing parameters
====================  =======================================================================

`names` says whom or what of a person's an id names (visitor, user, lead, contact, event, form,
chat, call, email_click): an erasure replaces it. `address` is cut out of the rows of the erased.

A value that cannot be read: in a required column, a time or money, the row is rejected;
in any other column the value becomes null and is counted in a notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

CONTRACTS_DIR = Path(__file__).parent / "contracts"

Type = Literal[
    "text", "id", "timestamp", "timestamp_or_date", "date", "integer", "decimal", "double",
    "boolean", "email", "phone", "url", "json",
]  # fmt: skip
Kind = Literal["landing", "raw", "connector"]

# The parser in C is ten times faster; it is there wherever PyYAML came as a wheel.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TYPES = get_args(Type)
# A wrong time or amount would change results silently: such a row is rejected even if optional.
STRICT_TYPES = ("timestamp", "timestamp_or_date", "date", "decimal")
SQL_TYPES = {
    "timestamp": "TIMESTAMP",
    "timestamp_or_date": "TIMESTAMP",
    "date": "DATE",
    "integer": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
}
# Columns every accepted table ends with; `load_id` is the folder's name.
LINEAGE = (
    ("extracted_at", "TIMESTAMP", "When this version of the row was read; newest counts."),
    ("_file", "VARCHAR", "File the row came from, under HEADWATER_HOME."),
)


class ContractError(ValueError):
    """A contract file is wrong; says which file, table, column and why."""


@dataclass(frozen=True)
class Column:
    """One column as files give it."""

    name: str
    type: Type
    description: str
    required: bool = False
    scale: int = 6
    names: str = ""

    @property
    def is_strict(self) -> bool:
        """Whether an unreadable value rejects the whole row."""
        return self.required or self.type in STRICT_TYPES

    def accepted(self) -> list[tuple[str, str, str]]:
        """(name, SQL type, description) of the columns it becomes in the accepted table."""
        if self.type == "email":
            return [
                (f"{self.name}_key", "VARCHAR", f"Keyed hash of: {self.description}"),
                (f"{self.name}_domain", "VARCHAR", f"Domain of: {self.description}"),
            ]
        if self.type == "phone":
            return [(f"{self.name}_key", "VARCHAR", f"Keyed hash of: {self.description}")]
        sql_type = SQL_TYPES.get(self.type, "VARCHAR")
        if self.type == "decimal":
            sql_type = f"DECIMAL(24,{self.scale})"
        columns = [(self.name, sql_type, self.description)]
        if self.type == "timestamp_or_date":
            columns.append((f"{self.name}_is_date", "BOOLEAN", f"{self.name} held a date alone."))
        return columns


@dataclass(frozen=True)
class Table:
    """One table of a system."""

    system: str
    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    event_time: str | None = None
    one_of: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def accepted(self) -> list[tuple[str, str, str]]:
        """(name, SQL type, description) of every column of the accepted table, but `load_id`."""
        return [part for column in self.columns for part in column.accepted()] + list(LINEAGE)


@dataclass(frozen=True)
class System:
    """One system: a shape in which data may arrive."""

    name: str
    kind: Kind
    description: str
    tables: Mapping[str, Table]
    extracted_at: tuple[str, ...] = ()
    ignores_unknown: bool = False


@cache
def load_contracts() -> Mapping[str, System]:
    """All systems by name, in a stable order."""
    systems = [read_contract(path) for path in sorted(CONTRACTS_DIR.glob("*.yml"))]
    return {system.name: system for system in systems}


def read_contract(path: Path) -> System:
    """One contract file; raises ContractError with file, table and column."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    name = content["system"]
    kind: Kind = (
        "raw" if content.get("raw") else "connector" if content.get("connector") else "landing"
    )
    return System(
        name=name,
        kind=kind,
        description=content["description"],
        tables={
            table: _table(path, name, table, spec) for table, spec in content["tables"].items()
        },
        extracted_at=("extracted_at", "_extracted_at", *content.get("extracted_at", ())),
        ignores_unknown=bool(content.get("ignore_unknown")),
    )


def _table(path: Path, system: str, name: str, spec: Mapping[str, Any]) -> Table:
    where = f"{path.name}, table {name}"
    columns = [_column(where, column, of) for column, of in spec["columns"].items()]
    columns.sort(key=lambda column: not column.required)  # YAML puts shared columns first
    known = {column.name for column in columns}
    groups = tuple(tuple(group) for group in spec.get("one_of", ()))
    named = {*spec["key"], *(column for group in groups for column in group)}
    if spec.get("event_time"):
        named.add(spec["event_time"])
    if named - known:
        raise ContractError(
            f"no column {', '.join(sorted(named - known))} — {where} — its key, `one_of` or "
            "`event_time` names what `columns` lacks — FIX: add the column, or take the name out"
        )
    return Table(
        system=system,
        name=name,
        description=spec["description"],
        key=tuple(spec["key"]),
        columns=tuple(columns),
        event_time=spec.get("event_time"),
        one_of=groups,
    )


def _column(where: str, name: str, spec: Mapping[str, Any]) -> Column:
    if spec.get("type") not in TYPES:
        raise ContractError(
            f"no such type, {spec.get('type')!r} — {where}, column {name} — nothing could read "
            f"it — FIX: one of {', '.join(TYPES)}"
        )
    if not spec.get("description"):
        raise ContractError(
            f"no description — {where}, column {name} — the documentation is made of it — "
            "FIX: say what the column holds, with its unit"
        )
    return Column(name=name, **spec)
