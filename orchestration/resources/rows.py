"""Rows on their way into landing: bad ones set aside, doubles dropped, all of it kept as text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

Row = Mapping[str, Any]

BATCH_ROWS = 20_000  # a batch of wide rows stays under 100 MB in memory
FUTURE_TOLERANCE = timedelta(minutes=10)  # clocks of vendors and ours may differ by minutes
KIND_NAMES = {
    bool: "boolean",
    str: "text",
    int: "number",
    float: "number",
    Decimal: "number",
    list: "list",
    dict: "object",
}


@dataclass(frozen=True)
class TableLoad:
    """What one extract brings for one table.

    `version` names the time column that tells which of two rows of a key is newer; `cursor`
    the time column whose greatest value the next run starts from. A `unit` (column names, may
    be empty for the whole table) is re-read whole each time: rows of a unit must arrive
    together, and a unit that did not change since the last run is not landed again.
    Columns that begin with an underscore serve these three and are not landed.
    """

    name: str
    key: tuple[str, ...]
    rows: Iterable[Row]
    version: str | None = None
    cursor: str | None = None
    unit: tuple[str, ...] | None = None
    reached: str | None = None  # a cursor value that holds once all rows were read


@dataclass(frozen=True)
class Reject:
    """A row that cannot be landed, as received."""

    row_number: int
    column: str
    reason: str
    row: Row


@dataclass
class Memory:
    """What is remembered of a table between runs (part of the load's own state)."""

    cursor: str | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


def as_text(value: Any) -> str | None:
    """A JSON value as text: numbers with all their digits, lists and objects as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, sort_keys=True, separators=(",", ":"))
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def moment(value: Any) -> datetime | None:
    """An ISO time as UTC; None when it is not one. A time without offset is UTC."""
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def iso(value: datetime) -> str:
    """A time as landing writes it: UTC, microseconds, ending in Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Sieve:
    """Turns the rows of one table into batches, and keeps count while they pass."""

    def __init__(self, load: TableLoad, memory: Memory, extracted_at: datetime) -> None:
        self.load = load
        self.memory = memory
        self.extracted_at = extracted_at
        self.rows_landed = 0
        self.rejects: list[Reject] = []
        self.changes: list[str] = []
        self._row_number = 0
        self._batches = 0
        self._seen: dict[tuple[str, ...], datetime | None] = {}
        self._kinds: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._newest: datetime | None = None

    def batches(self) -> Iterator[pa.Table]:
        """Batches of text columns; afterwards the counts and `next_memory` are final."""
        stream = self._stream() if self.load.unit is None else _gathered(self._whole_units())
        for rows in stream:
            self.rows_landed += len(rows)
            yield self._table(rows)
            self._batches += 1

    def next_memory(self) -> Memory:
        """What to remember when this load is complete."""
        cursor = self.load.reached or self.memory.cursor
        if self._newest is not None:
            # A record dated in the future must not make the next run skip the present.
            newest = iso(min(self._newest, self.extracted_at + FUTURE_TOLERANCE))
            cursor = max(cursor or "", newest)
        return Memory(
            cursor=cursor,
            kinds={**self.memory.kinds, **self._kinds},
            units=self._units or self.memory.units,
        )

    def _stream(self) -> Iterator[list[Row]]:
        buffer: dict[tuple[str, ...], Row] = {}
        for key, row in self._good_rows():
            version = moment(row.get(self.load.version)) if self.load.version else None
            if key in self._seen and not _is_newer(version, self._seen[key]):
                continue
            self._seen[key] = version
            buffer[key] = row
            if len(buffer) >= BATCH_ROWS:
                yield list(buffer.values())
                buffer = {}
        if buffer:
            yield list(buffer.values())

    def _whole_units(self) -> Iterator[list[Row]]:
        current: str | None = None
        buffer: dict[tuple[str, ...], Row] = {}
        for key, row in self._good_rows():
            unit = "|".join(as_text(row.get(column)) or "" for column in self.load.unit or ())
            if unit != current and buffer:
                yield from self._changed(current or "", list(buffer.values()))
                buffer = {}
            current = unit
            buffer[key] = row
        if buffer:
            yield from self._changed(current or "", list(buffer.values()))

    def _changed(self, unit: str, rows: list[Row]) -> Iterator[list[Row]]:
        landed = ({c: row[c] for c in row if c[0] != "_"} for row in rows)
        lines = sorted(json.dumps(row, default=str, sort_keys=True) for row in landed)
        digest = hashlib.blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()
        self._units[unit] = digest
        if self.memory.units.get(unit) != digest:
            yield rows

    def _good_rows(self) -> Iterator[tuple[tuple[str, ...], Row]]:
        for row in self.load.rows:
            self._row_number += 1
            self._observe(row)
            key = tuple((as_text(row.get(column)) or "").strip() for column in self.load.key)
            if problem := self._problem(key, row):
                self.rejects.append(Reject(self._row_number, *problem, row))
                continue
            yield key, row
        self._report_vanished_columns()

    def _problem(self, key: tuple[str, ...], row: Row) -> tuple[str, str] | None:
        for column, value in zip(self.load.key, key, strict=True):
            if not value:
                return column, "key is missing"
        if self.load.cursor:
            changed_at = moment(row.get(self.load.cursor))
            if changed_at is None:
                return self.load.cursor, "time of the last change is missing or not a time"
            self._newest = max(self._newest or changed_at, changed_at)
        return None

    def _observe(self, row: Row) -> None:
        """Report a column that is new, or whose values changed their kind, once a load."""
        for column, value in row.items():
            kind = KIND_NAMES.get(type(value))
            if kind is None or self._kinds.get(column) == kind:
                continue
            before = self._kinds.get(column) or self.memory.kinds.get(column)
            if before and before != kind:
                self.changes.append(f"{self.load.name}.{column}: {before} became {kind}")
            elif not before and self.memory.kinds:
                self.changes.append(f"{self.load.name}.{column}: new column ({kind})")
            self._kinds[column] = kind

    def _report_vanished_columns(self) -> None:
        if self.rows_landed + len(self._kinds) == 0 or self._row_number < BATCH_ROWS // 200:
            return  # too few rows to tell a vanished column from an empty one
        for column in self.memory.kinds.keys() - self._kinds.keys():
            self.changes.append(f"{self.load.name}.{column}: no value any more")
            del self.memory.kinds[column]

    def _table(self, rows: list[Row]) -> pa.Table:
        # Later batches of one load are newer readings; only for tables that are read row by row,
        # because a unit must carry one time.
        offset = 0 if self.load.unit is not None else self._batches
        extracted_at = iso(self.extracted_at + timedelta(microseconds=offset))
        columns = [c for c in dict.fromkeys(c for row in rows for c in row) if c[0] != "_"]
        arrays = {
            column: pa.array([as_text(row.get(column)) for row in rows], pa.string())
            for column in columns
        }
        arrays["_extracted_at"] = pa.array([extracted_at] * len(rows), pa.string())
        return pa.table(arrays)


def _gathered(units: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Small units together, because every batch has its price."""
    rows: list[Row] = []
    for unit in units:
        rows.extend(unit)
        if len(rows) >= BATCH_ROWS:
            yield rows
            rows = []
    if rows:
        yield rows


def _is_newer(version: datetime | None, seen: datetime | None) -> bool:
    return version is not None and (seen is None or version > seen)
