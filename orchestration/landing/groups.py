"""Files of one table that one statement can read, and where each contract column is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from orchestration.landing import readers
from orchestration.landing.contracts import Column, System, Table
from orchestration.landing.expressions import as_text, identifier, is_native
from orchestration.landing.readers import Layout

BIG_FILE_BYTES = 64 << 20
# Columns that loaders add for themselves: no reason for a notice.
LOADER_COLUMNS = ("_dlt_", "_fivetran_", "_load_id", "_connector", "_account_id")


@dataclass(frozen=True)
class Group:
    """Files of one table that one statement can read: same format, same columns."""

    system: System
    table: Table
    layout: Layout
    paths: tuple[Path, ...]

    def only(self, path: Path) -> Group:
        """The same for one of its files."""
        return replace(self, paths=(path,))

    @cached_property
    def extracted_at(self) -> Column:
        """The pseudo-column that says when a row was read."""
        return Column("extracted_at", "timestamp", "When this version of the row was read.")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The contract's columns that these files have, and `extracted_at` if they have it."""
        present = [column for column in self.table.columns if self._sources(column)]
        if self._sources(self.extracted_at):
            present.append(self.extracted_at)
        return tuple(present)

    @cached_property
    def missing(self) -> list[str]:
        """Required columns that these files lack."""
        if not self.layout.columns:
            return []  # an empty file lacks nothing
        absent = {c.name for c in self.table.columns if not self.layout.find(c.name)}
        missing = [c.name for c in self.table.columns if c.required and c.name in absent]
        if self.table.one_of and all(absent & set(group) for group in self.table.one_of):
            missing.append(" or ".join("+".join(group) for group in self.table.one_of))
        return missing

    @cached_property
    def unknown(self) -> list[str]:
        """Columns of these files that the contract does not name."""
        if self.system.ignores_unknown:
            return []
        known = {column.name.lower() for column in self.table.columns}
        known.update(self.system.extracted_at)
        return [
            name
            for name, _ in self.layout.columns
            if name.strip().lower().split("__v_")[0] not in known
            and not name.startswith(LOADER_COLUMNS)
        ]

    def is_native(self, column: Column) -> bool:
        """Whether these files hold the column in its own type, not as text."""
        sources = self._sources(column)
        return len(sources) == 1 and is_native(column, sources[0][1])

    def source_type(self, column: Column) -> str:
        """SQL type of the column in these files; VARCHAR once it takes the way over text."""
        return self._sources(column)[0][1] if self.is_native(column) else "VARCHAR"

    def raw(self, column: Column) -> str:
        """SQL of the value as received, null when blank."""
        sources = self._sources(column)
        if self.is_native(column):
            return identifier(sources[0][0])
        texts = [as_text(identifier(name), sql_type) for name, sql_type in sources]
        return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"

    def relation(self) -> str:
        """SQL that reads these files."""
        names = [name for column in self.columns for name, _ in self._sources(column)]
        return readers.relation(self.layout, self.paths, list(dict.fromkeys(names)))

    def shape(self) -> object:
        """What two files must have in common to be read by one statement."""
        if self.layout.format != "json":
            return self.layout
        return (
            "json",
            self.layout.is_gzip,
            tuple(tuple(self._sources(column)) for column in self.columns),
        )

    def _sources(self, column: Column) -> list[tuple[str, str]]:
        names = self.system.extracted_at if column.name == "extracted_at" else (column.name,)
        types = dict(self.layout.columns)
        found = [one for name in names if (one := self.layout.find(name))]
        if self.layout.format == "json" and not found:
            # A key may turn up late in the file; asking for one that never does costs nothing.
            return [(name, "VARCHAR") for name in names]
        variants = [(name, types[name]) for name in self.layout.variants(column.name)]
        return found + variants


def like_files(system: System, table: Table, layouts: Sequence[tuple[Path, Layout]]) -> list[Group]:
    """Groups of files that one statement can read, in a stable order."""
    groups: dict[object, list[Group]] = {}
    for path, layout in layouts:
        one = Group(system, table, layout, (path,))
        alone = path if _is_big(path) else None
        groups.setdefault((one.shape(), tuple(one.missing), alone), []).append(one)
    return [
        replace(members[0], paths=tuple(one.paths[0] for one in members))
        for members in groups.values()
    ]


def _is_big(path: Path) -> bool:
    """Whether a file keeps all threads busy by itself; a gzip file never keeps more than one."""
    return not readers.is_gzip(path) and path.stat().st_size >= BIG_FILE_BYTES
