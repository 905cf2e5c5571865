"""Read one batch of new files of one table into one load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.landing.contracts import System, Table
from orchestration.landing.discovery import Candidate
from orchestration.landing.expressions import identifier
from orchestration.landing.groups import Group, like_files
from orchestration.landing.hashing import Hasher
from orchestration.landing.loads import Load
from orchestration.landing.manifest import FileEntry
from orchestration.landing.readers import (
    Layout,
    UnreadableFile,
    layout_of,
    literal_path,
    quoted,
)
from orchestration.landing.rejects import Rejects
from orchestration.landing.statements import PARQUET, accept, inspect, personal, soft
from orchestration.landing.suppression import files_naming, places, tombstoned

NAMED_COLUMNS = 5  # unknown columns named in a notice before "and n more"


@dataclass
class Batch:
    """New files of one table on their way into one load."""

    connection: duckdb.DuckDBPyConnection
    system: System
    table: Table
    load: Load
    hasher: Hasher
    entries: dict[Path, FileEntry]
    now: datetime
    latest_event_at: datetime | None = None
    names_erased: list[str] = field(default_factory=list)
    rejects: Rejects = field(init=False)
    _parts: int = 0

    def __post_init__(self) -> None:
        files = {path: entry.file for path, entry in self.entries.items()}
        self.rejects = Rejects(self.connection, files, self.now)

    def read(self, candidates: Sequence[Candidate]) -> None:
        """Read every file that can be read; the entries say what became of each."""
        layouts = [one for c in candidates if (one := self._layout(c)) is not None]
        for group in like_files(self.system, self.table, layouts):
            self._read_group(group)
        self.hasher.write(self.connection, self.load, self.now)
        self.rejects.write(self.load)

    def _layout(self, candidate: Candidate) -> tuple[Path, Layout] | None:
        try:
            if candidate.problem:
                raise UnreadableFile(candidate.problem)
            layout = layout_of(candidate.path, self.connection)
        except UnreadableFile as error:
            self._refuse(candidate.path, str(error))
            return None
        is_empty = not layout.columns and layout.format != "json"
        return None if is_empty or not candidate.size else (candidate.path, layout)

    def _read_group(self, group: Group) -> None:
        """Read a group; if the engine fails, file by file, so that one bad file is set aside."""
        if group.missing:
            for path in group.paths:
                self._refuse(path, _missing(group))
            return
        try:
            self._accept_group(group)
        except duckdb.Error:
            if len(group.paths) > 1:
                for path in group.paths:
                    self._read_group(group.only(path))
                return
            reason = self._fault_of_file(group)
            if reason is None:
                raise  # the disk or the memory, not this file
            self._refuse(group.paths[0], f"cannot be read ({reason}). Fix: write the file again")

    def _fault_of_file(self, group: Group) -> str | None:
        """Why a file cannot be read to its end, or None if it can."""
        columns = ", ".join(f"count({group.raw(column)})" for column in group.columns)
        try:
            self.connection.execute(f"select {columns} from {group.relation()}").fetchall()
        except duckdb.OutOfMemoryException:
            return None
        except duckdb.Error as error:
            return str(error).splitlines()[0]
        finally:
            self.rejects.clear_engine(self.connection)
        return None

    def _accept_group(self, group: Group) -> None:
        self._name_files(group)
        findings = _rows(self.connection.execute(inspect(group)))
        self.rejects.clear_engine(self.connection)
        distinct = {
            kind: {
                value
                for finding in findings
                for column in personal(group)
                if column.type == kind
                for value in finding[f"distinct_{column.name}"] or ()
            }
            for kind in ("email", "phone", "id")
        }
        invalid = self.hasher.learn(self.connection, distinct)
        bad_files = [Path(one["filename"]) for one in findings if one["bad"] or invalid]
        self._parts += 1
        target = self.load.folder(self.load.place) / f"part-{self._parts:04d}.parquet"
        try:
            self.connection.execute(
                accept(
                    group,
                    target,
                    has_bad=bool(bad_files),
                    has_personal_ids=bool(distinct["id"]),
                )
            )
            self._suppress(target)
            broken = self.rejects.broken_lines(self.connection, group)
            rejected = {path: self.rejects.find(group.only(path)) for path in bad_files}
            accepted = self._accepted(group, target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        softs = {Path(one["filename"]): one for one in findings}
        for path in group.paths:
            reasons = _added(rejected.get(path, {}), broken.get(path, {}))
            self._settle(group, path, accepted.get(path, 0), reasons, softs.get(path, {}))

    def _suppress(self, target: Path) -> None:
        """What an erased person is known by gets its tombstone again."""
        if not self.hasher.suppressed or not places(self.system, self.table):
            return
        self.hasher.suppressed.ready(self.connection)
        draft = target.with_name(f".{target.name}")
        source = f"read_parquet({literal_path(target)}, hive_partitioning = false)"
        self.names_erased += files_naming(self.connection, self.system, self.table, source)
        rows = tombstoned(self.system, self.table, source)
        self.connection.execute(f"copy ({rows}) to {quoted(str(draft))} {PARQUET}")
        draft.replace(target)

    def _name_files(self, group: Group) -> None:
        entries = [self.entries[path] for path in group.paths]
        named = pa.table(
            {
                "filename": [str(path) for path in group.paths],
                "file": [entry.file for entry in entries],
                "first_seen_at": [_naive(entry.first_seen_at) for entry in entries],
            }
        )
        self.connection.register("files_named", named)
        self.connection.execute("create or replace temp table known_files as from files_named")
        self.connection.unregister("files_named")

    def _accepted(self, group: Group, target: Path) -> dict[Path, int]:
        """Accepted rows per file; also notes the latest event of the load."""
        event = f"max({identifier(self.table.event_time)})" if self.table.event_time else "null"
        rows = self.connection.execute(
            f"select _file, count(*), cast({event} as timestamp) "
            f"from read_parquet({literal_path(target)}, hive_partitioning = false) group by _file"
        ).fetchall()
        if not rows:
            target.unlink()
        moments = [moment for *_, moment in rows if moment is not None]
        self.latest_event_at = max([*moments, self.latest_event_at or datetime.min], default=None)
        if self.latest_event_at == datetime.min:
            self.latest_event_at = None
        paths = {self.entries[path].file: path for path in group.paths}
        return {paths[file]: count for file, count, _ in rows}

    def _settle(
        self,
        group: Group,
        path: Path,
        accepted: int,
        reasons: dict[str, int],
        finding: dict[str, Any],
    ) -> None:
        entry = self.entries[path]
        entry.load_id = self.load.id
        entry.rows_accepted = accepted
        entry.rows_rejected = sum(reasons.values())
        entry.rows_read = entry.rows_accepted + entry.rows_rejected
        entry.reasons = reasons
        for column in soft(group):
            if unreadable := finding.get(f"soft_{column.name}"):
                entry.notices.append(f"{column.name}: {unreadable} unreadable values became null")
        for column in personal(group):
            values = set(finding.get(f"distinct_{column.name}") or ())
            if not column.required and (n := len(values & self.hasher.invalid[column.type])):
                entry.notices.append(f"{column.name}: {n} different values are no {column.type}")
        if group.unknown:
            more = len(group.unknown) - NAMED_COLUMNS
            named = ", ".join(group.unknown[:NAMED_COLUMNS])
            entry.notices.append(
                f"unknown columns are ignored: {named}" + (f" and {more} more" if more > 0 else "")
            )

    def _refuse(self, path: Path, reason: str) -> None:
        entry = self.entries[path]
        entry.refused = reason
        self.rejects.add_file(self.system.name, self.table.name, entry.file, reason)


def _missing(group: Group) -> str:
    return (
        f"lacks the required column {', '.join(group.missing)}. It has "
        f"{', '.join(name for name, _ in group.layout.columns) or 'none'}. "
        "Fix: add the column (docs/landing-tables.md lists them)"
    )


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _added(*counts: dict[str, int]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for reason, number in one.items():
            total[reason] = total.get(reason, 0) + number
    return total


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
