"""Files as received: in rows of the erased, tombstones for names and nothing else unasked for."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.landing.contracts import Column, System, Table
from orchestration.landing.identifiers import Identifiers, is_tombstone
from orchestration.landing.readers import Layout, is_gzip, layout_of
from orchestration.landing.suppression import (
    ADDRESS,
    CRMS,
    Suppressed,
    internal_prefixes,
)
from orchestration.landing.urls import scrubbed

BATCH_ROWS = 65_536
_WORD = re.compile(r"[^\s,;|\"'<>(){}\[\]=&?]+")


@dataclass(frozen=True)
class Forgetter:
    """What becomes of one row as it was received."""

    engine: duckdb.DuckDBPyConnection
    identifiers: Identifiers
    suppressed: Suppressed
    domains: frozenset[str]

    def row(self, system: System, table: Table, row: dict[str, Any]) -> dict[str, Any] | None:
        """The row with tombstones; None where it names nobody erased."""
        values = {name.strip().lower(): _text(value) for name, value in row.items()}
        columns = {column.name.lower(): column for column in table.columns}
        tombstones = {
            name: other
            for name, column in columns.items()
            if values.get(name) and (other := self._other(system, column, values))
        }
        if not tombstones:
            return None
        kept = {}
        for given, value in row.items():
            name = given.strip().lower()
            if name in tombstones:
                kept[given] = tombstones[name]
            elif name in system.extracted_at:
                kept[given] = value
            else:
                kept[given] = self._kept(columns.get(name), value)
        return kept

    def line(self, text: str) -> bool:
        """Whether a line that is no row bears a name of the erased."""
        return any(self._is_word(word) for word in _WORD.findall(text))

    def _kept(self, column: Column | None, value: Any) -> Any:
        """What stays of a value that is no name; what nobody asked the source for goes."""
        if column is None:
            return None
        if column.type == "url" and value:
            return self._scrubbed(str(value))
        if column.names == ADDRESS and not _text(value).startswith(internal_prefixes()):
            return None
        return value

    def _other(self, system: System, column: Column, values: dict[str, str]) -> str | None:
        """The tombstone of a value, if it names somebody erased."""
        text = values[column.name.lower()]
        if column.type == "email":
            found = self.identifiers.email(text)
            if found is None or is_tombstone(text):
                return None
            other = self.suppressed.tombstone("email", found.key)
            return f"{other}@{found.domain}" if other and found.domain in self.domains else other
        if column.type == "phone":
            found = None if is_tombstone(text) else self.identifiers.phone(text)
            return self.suppressed.tombstone("phone", found.key) if found else None
        if not column.names or column.names == ADDRESS:
            return None
        value = text
        if "@" in text and (found := self.identifiers.email(text)):
            value = f"email:{found.key}"
        if column.names == "lead":
            value = f"{CRMS.get(system.name) or values.get('crm', '')}:{value}"
        if column.name == "object_id" and values.get("object_type", "").lower() != "lead":
            return None
        return self.suppressed.tombstone(column.names, value)

    def _scrubbed(self, url: str) -> str:
        return str(self.engine.execute(f"select {scrubbed('$url')}", {"url": url}).fetchone()[0])

    def _is_word(self, word: str) -> bool:
        names = [(space, word) for space in self.suppressed.known]
        if "@" in word and (found := self.identifiers.email(word)):
            names.append(("email", found.key))
        if re.fullmatch(r"[+()\d.-]{7,}", word) and (found := self.identifiers.phone(word)):
            names.append(("phone", found.key))
        return any(self.suppressed.tombstone(*name) for name in names)


def rewrite_file(path: Path, system: System, table: Table, forgetter: Forgetter) -> int:
    """Rewrite a landing file in its own format; rows changed. Raises UnreadableFile."""
    layout = layout_of(path, forgetter.engine)

    def change(row: dict[str, Any]) -> dict[str, Any] | None:
        return forgetter.row(system, table, row)

    writers = {"parquet": _parquet, "csv": _csv, "json": _json}
    draft = path.with_name(f".{path.name}.draft")
    changed = writers[layout.format](path, draft, layout, change, forgetter.line)
    if changed:
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
    draft.unlink(missing_ok=True)
    return changed


def rewrite_rejects(path: Path, system: System, table: Table, forgetter: Forgetter) -> int:
    """The rows that were set aside, as received; rows changed."""
    lines, changed = [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        received = told.get("received")
        if isinstance(received, dict):
            other: Any = forgetter.row(system, table, received)
            if other is None and forgetter.line(json.dumps(received, ensure_ascii=False)):
                other = {}
        else:
            other = "" if forgetter.line(str(received)) else None
        if other is not None:
            told["received"], changed = other, changed + 1
        lines.append(json.dumps(told, ensure_ascii=False) + "\n")
    if changed:
        draft = path.with_name(f".{path.name}.draft")
        draft.touch(mode=0o600)
        draft.write_text("".join(lines), encoding="utf-8")
        os.replace(draft, path)
    return changed


Change = Callable[[dict[str, Any]], dict[str, Any] | None]
HasName = Callable[[str], bool]


def _csv(path: Path, draft: Path, layout: Layout, change: Change, has_name: HasName) -> int:
    changed = 0
    with _text_file(path, "r") as source, _text_file(draft, "w", is_gzip(path)) as target:
        rows = csv.reader(source, delimiter=layout.delimiter)
        writer = csv.writer(target, delimiter=layout.delimiter, lineterminator="\n")
        header = next(rows, [])
        writer.writerow(header)
        names = [name for name, _ in layout.columns]
        for row in rows:
            if len(row) != len(names):
                changed += has_name(" ".join(row))
                if row and not has_name(" ".join(row)):
                    writer.writerow(row)
                continue
            other = change(dict(zip(names, row, strict=True)))
            changed += other is not None
            writer.writerow(row if other is None else [other[name] or "" for name in names])
    return changed


def _json(path: Path, draft: Path, layout: Layout, change: Change, has_name: HasName) -> int:
    changed = 0
    with _text_file(path, "r") as source, _text_file(draft, "w", is_gzip(path)) as target:
        for line in source:
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict):
                changed += has_name(line)
                if not has_name(line):
                    target.write(line)
                continue
            other = change(row)
            changed += other is not None
            target.write(line if other is None else json.dumps(other, ensure_ascii=False) + "\n")
    return changed


def _parquet(path: Path, draft: Path, layout: Layout, change: Change, has_name: HasName) -> int:
    changed = 0
    with pq.ParquetFile(path) as file:
        schema = _with_texts(file.schema_arrow)
        with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
            for batch in file.iter_batches(BATCH_ROWS):
                made = []
                for row in batch.to_pylist():
                    other = change(row)
                    changed += other is not None
                    made.append(row if other is None else other)
                columns = {
                    field.name: pa.array([_as(field, row[field.name]) for row in made], field.type)
                    for field in schema
                }
                writer.write_table(pa.table(columns, schema=schema))
    return changed


def _with_texts(schema: pa.Schema) -> pa.Schema:
    """Numbers may be ids, and a tombstone is none: whole ones are written as text from now on."""
    text = pa.string()
    return pa.schema(
        [one.with_type(text) if pa.types.is_integer(one.type) else one for one in schema]
    )


def _as(field: pa.Field, value: Any) -> Any:
    return str(value) if value is not None and pa.types.is_string(field.type) else value


def _text_file(path: Path, mode: str, gzipped: bool | None = None) -> IO[str]:
    opener: Any = gzip.open if (is_gzip(path) if gzipped is None else gzipped) else open
    encoding = "utf-8-sig" if mode == "r" else "utf-8"
    return io.TextIOWrapper(
        opener(path, f"{mode}b"), encoding=encoding, errors="replace", newline=""
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def domains(engine: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Mail domains from which others write, too."""
    rows = engine.execute("select domain from kept_domains").fetchall()
    return frozenset(domain for (domain,) in rows)
