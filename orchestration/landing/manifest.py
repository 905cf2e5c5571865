"""The manifest: every file the door has seen, when first, and which load holds its rows.

It cannot be rebuilt from the files (first-seen times are the default `extracted_at`): it belongs
in the backup. A load counts once it is `done` here; whatever else lies in the folders is swept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
create table if not exists first_seen (
    file text not null, sha256 text not null, first_seen_at text not null,
    primary key (file, sha256)
) without rowid;
create table if not exists files (
    file text primary key, system text not null, table_name text not null,
    size integer not null, mtime_ns integer not null, sha256 text not null,
    first_seen_at text not null, read_at text not null, load_id text, refused text,
    rows_read integer not null, rows_accepted integer not null, rows_rejected integer not null,
    reasons text not null, notices text not null
) without rowid;
create table if not exists loads (
    sequence integer primary key autoincrement, load_id text unique, system text not null,
    table_name text not null, state text not null, created_at text not null,
    latest_event_at text
);
create table if not exists notes (name text primary key, value text not null) without rowid;
create table if not exists suppressed (
    kind text not null, key text not null, tombstone text not null, primary key (kind, key)
) without rowid;
"""
FILE_COLUMNS = (
    "file, system, table_name, size, mtime_ns, sha256, first_seen_at, read_at, load_id, refused, "
    "rows_read, rows_accepted, rows_rejected, reasons, notices"
)


NAMES_ERASED = "names_erased:"


@dataclass
class FileEntry:
    """One version of one file, and what became of it. Times are UTC."""

    file: str
    system: str
    table: str
    size: int
    mtime_ns: int
    sha256: str
    first_seen_at: datetime
    read_at: datetime
    load_id: str | None = None
    refused: str | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def is_same(self, size: int, mtime_ns: int) -> bool:
        """Whether the file on disk is this version, without reading it."""
        return (self.size, self.mtime_ns) == (size, mtime_ns)


class Manifest:
    """The manifest of one installation, as an SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def files(self, system: str, table: str) -> dict[str, FileEntry]:
        """Known files of a table by path under home."""
        rows = self._connection.execute(
            f"select {FILE_COLUMNS} from files where system = ? and table_name = ?", (system, table)
        )
        return {row[0]: _entry(row) for row in rows}

    def all_files(self) -> list[FileEntry]:
        """Every known file that was read or refused, in order of path."""
        rows = self._connection.execute(f"select {FILE_COLUMNS} from files order by file")
        return [_entry(row) for row in rows]

    def first_seen(self, file: str, sha256: str, now: datetime) -> datetime:
        """When this content was first seen under this path; remembered for ever."""
        self._connection.execute(
            "insert or ignore into first_seen values (?, ?, ?)", (file, sha256, _text(now))
        )
        row = self._connection.execute(
            "select first_seen_at from first_seen where file = ? and sha256 = ?", (file, sha256)
        ).fetchone()
        return _time(row[0])

    def touch(self, file: str, mtime_ns: int) -> None:
        """The file was written again with the content it had."""
        self._connection.execute("update files set mtime_ns = ? where file = ?", (mtime_ns, file))

    def record(self, entries: Iterable[FileEntry]) -> None:
        """Remember what became of these files; an older version of a file is replaced."""
        self._connection.executemany(
            f"insert or replace into files ({FILE_COLUMNS}) values ({', '.join('?' * 15)})",
            [
                (
                    e.file, e.system, e.table, e.size, e.mtime_ns, e.sha256, _text(e.first_seen_at),
                    _text(e.read_at), e.load_id, e.refused, e.rows_read, e.rows_accepted,
                    e.rows_rejected, json.dumps(e.reasons), json.dumps(e.notices),
                )
                for e in entries
            ],
        )  # fmt: skip

    def forget(self, system: str) -> int:
        """A shape was switched off: its files will be read again when it is switched on."""
        self._connection.execute(
            "update loads set state = 'dropped' where system = ? and state = 'done'", (system,)
        )
        return self._connection.execute("delete from files where system = ?", (system,)).rowcount

    def begin_load(self, system: str, table: str, now: datetime) -> str:
        """A new load id; ids sort in the order in which loads were begun."""
        cursor = self._connection.execute(
            "insert into loads (system, table_name, state, created_at) values (?, ?, 'begun', ?)",
            (system, table, _text(now)),
        )
        load_id = f"l{cursor.lastrowid:08d}_{now:%Y%m%dT%H%M%S}"
        self._connection.execute(
            "update loads set load_id = ? where sequence = ?", (load_id, cursor.lastrowid)
        )
        return load_id

    def finish_load(self, load_id: str, latest_event_at: datetime | None) -> None:
        """From now on the load counts."""
        self._connection.execute(
            "update loads set state = 'done', latest_event_at = ? where load_id = ?",
            (_text(latest_event_at) if latest_event_at else None, load_id),
        )

    def drop_loads(self, load_ids: Sequence[str]) -> None:
        """From now on the loads do not count."""
        self._connection.executemany(
            "update loads set state = 'dropped' where load_id = ?", [(one,) for one in load_ids]
        )

    def done_loads(self) -> set[str]:
        """Ids of the loads that count."""
        rows = self._connection.execute("select load_id from loads where state = 'done'")
        return {row[0] for row in rows}

    def move_files(self, old_load: str, new_load: str) -> None:
        """The rows of a load stand in another load now."""
        self._connection.execute(
            "update files set load_id = ? where load_id = ?", (new_load, old_load)
        )

    def status(self, system: str) -> tuple[datetime | None, datetime | None]:
        """(newest file first seen, latest event) among the accepted files of a system."""
        seen = self._connection.execute(
            "select max(first_seen_at) from files where system = ? and refused is null", (system,)
        ).fetchone()[0]
        event = self._connection.execute(
            "select max(latest_event_at) from loads where system = ? and state = 'done'", (system,)
        ).fetchone()[0]
        return (_time(seen) if seen else None, _time(event) if event else None)

    def remember(self, name: str, moment: datetime) -> None:
        """Remember a moment under a name."""
        self._connection.execute(
            "insert or replace into notes values (?, ?)", (name, _text(moment))
        )

    def moment(self, name: str) -> datetime | None:
        """The moment remembered under a name."""
        row = self._connection.execute("select value from notes where name = ?", (name,)).fetchone()
        return _time(row[0]) if row else None

    def note_erased(self, system: str, table: str, files: Iterable[str], now: datetime) -> None:
        """These files have brought somebody again who was erased, and must not keep it."""
        for file in files:
            self.remember(f"{NAMES_ERASED}{system}|{table}|{file}", now)

    def moments(self, prefix: str) -> list[str]:
        """What follows the prefix in the names under which moments are remembered."""
        rows = self._connection.execute("select name from notes where name > ?", (prefix,))
        return [name.removeprefix(prefix) for (name,) in rows if name.startswith(prefix)]

    def forget_moment(self, name: str) -> None:
        """No moment is remembered under the name any more."""
        self._connection.execute("delete from notes where name = ?", (name,))

    def suppress(self, kind: str, key: str, tombstone: str) -> None:
        """Rows that bring what has this hash again get the tombstone instead (erasure)."""
        self._connection.execute(
            "insert or ignore into suppressed values (?, ?, ?)", (kind, key, tombstone)
        )

    def suppressed(self) -> dict[str, dict[str, str]]:
        """Tombstones by kind and key."""
        found: dict[str, dict[str, str]] = {}
        rows = self._connection.execute("select kind, key, tombstone from suppressed")
        for kind, key, tombstone in rows:
            found.setdefault(kind, {})[key] = tombstone
        return found


def _entry(row: Sequence[object]) -> FileEntry:
    values = list(row)
    values[6], values[7] = _time(str(values[6])), _time(str(values[7]))
    values[13], values[14] = json.loads(str(values[13])), json.loads(str(values[14]))
    return FileEntry(*values)  # type: ignore[arg-type]


def _text(moment: datetime) -> str:
    naive = moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    return naive.isoformat(sep=" ", timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
