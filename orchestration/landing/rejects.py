"""Rows the door keeps aside: where they stood, why, and as they were received."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.landing.groups import Group
from orchestration.landing.loads import REJECTS, Load
from orchestration.landing.readers import lines_of, starts_with_mark
from orchestration.landing.statements import reject
from orchestration.landing.typed_files import OWN_TABLES, write_rows

KEPT_PER_FILE = 10_000  # more are counted, not copied: the file itself stays in landing
OWN_FILE = re.compile(r"l\d{8}_\w+\.jsonl")  # named after a load of the door
BROKEN_LINES = """
    select scans.file_path, errors.line,
        any_value(errors.column_name order by errors.byte_position),
        any_value(errors.error_message order by errors.byte_position), any_value(errors.csv_line)
    from reject_errors as errors
    inner join reject_scans as scans
        on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
    group by scans.file_path, errors.line
    order by scans.file_path, errors.line"""


class Rejects:
    """The rejects of one load."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Mapping[Path, str],
        now: datetime,
    ) -> None:
        self._connection = connection
        self._files = files
        self._now = now
        self._rows: list[tuple[str, str, str, int | None, str, str, datetime]] = []
        self._received: list[dict[str, Any]] = []
        self._broken_before: dict[Path, list[int]] = {}

    def find(self, group: Group) -> dict[str, int]:
        """Collect the bad rows of a group of one file; returns counts by reason."""
        (path,) = group.paths
        self._connection.execute("set preserve_insertion_order = true")
        try:
            rows = self._connection.execute(reject(group, KEPT_PER_FILE)).fetchall()
        finally:
            self._connection.execute("set preserve_insertion_order = false")
            self.clear_engine(self._connection)
        unreadable = [number for number, column, *_ in rows if not column]
        lines = lines_of(path, unreadable) if group.layout.format == "json" else {}
        counts: Counter[str] = Counter()
        for nth, column, reason, received, _ in rows:
            number = self._place_in_file(path, nth)
            why = _why_unreadable(path, nth) if nth in lines else reason
            counts[_named(column, why)] += 1
            self._add(group, path, number, column, why, lines.get(nth) or _given(received))
        total = rows[0][4] if rows else 0
        if total > len(rows):
            counts["more, only counted"] = total - len(rows)
        return dict(counts)

    def broken_lines(
        self, connection: duckdb.DuckDBPyConnection, group: Group
    ) -> dict[Path, dict[str, int]]:
        """Lines of CSV files that the engine could not split into columns, by file and reason."""
        if group.layout.format != "csv":
            return {}
        found: dict[Path, Counter[str]] = {}
        for file, line, column, message, text in connection.execute(BROKEN_LINES).fetchall():
            path = Path(file)
            counts = found.setdefault(path, Counter())
            self._broken_before.setdefault(path, []).append(line - 1)
            reason = message.splitlines()[0].rstrip(".")
            counts[_named(column, reason)] += 1
            if sum(counts.values()) <= KEPT_PER_FILE:
                self._add(group, path, line - 1, column or "", reason, text)
        self.clear_engine(connection)
        return {path: dict(counts) for path, counts in found.items()}

    @staticmethod
    def clear_engine(connection: duckdb.DuckDBPyConnection) -> None:
        """Forget what the CSV reader noted so far, so that the next statement starts afresh."""
        connection.execute("drop table if exists reject_errors")
        connection.execute("drop table if exists reject_scans")

    def add_file(self, system: str, table: str, file: str, reason: str) -> None:
        """A whole file that was refused."""
        self._rows.append((system, table, file, None, "", reason, self._now.replace(tzinfo=None)))

    def write(self, load: Load) -> None:
        """Reasons for everyone into the accepted tables; rows as received only into the draft."""
        if self._rows:
            path = load.folder(REJECTS) / "part-0001.parquet"
            write_rows(self._connection, path, OWN_TABLES[REJECTS], self._rows)

    def write_received(self, path: Path) -> None:
        """The rows as received: personal data, so readable by this user alone."""
        if not self._received:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in self._received)

    def _place_in_file(self, path: Path, nth: int) -> int:
        """Row number in the file of the nth row that the engine could read."""
        number = nth
        for broken in self._broken_before.get(path, ()):
            number += broken <= number
        return number

    def _add(
        self, group: Group, path: Path, number: int, column: str, reason: str, received: object
    ) -> None:
        file = self._files[path]
        now = self._now.replace(tzinfo=None)
        self._rows.append((group.system.name, group.table.name, file, number, column, reason, now))
        self._received.append(
            {"file": file, "row": number, "column": column, "reason": reason, "received": received}
        )


def _why_unreadable(path: Path, nth: int) -> str:
    if nth == 1 and starts_with_mark(path):
        return "follows a byte order mark, which JSON does not allow. Fix: save without it"
    return "is no JSON object with a known field"


def _given(received: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(received).items() if value is not None}


def of_connectors(rejects: Path, system: str) -> list[tuple[Any, ...]]:
    """Rows of `door/rejects` for what a connector of ours kept aside before it landed anything."""
    rows = []
    for path in sorted((rejects / system).glob("*/*.jsonl")):
        if OWN_FILE.fullmatch(path.name):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, KeyError):  # a line that a killed connector left half written
                one = json.loads(line)
                moment = datetime.fromisoformat(one["rejected_at"]).astimezone(UTC)
                rows.append(
                    (
                        one["system"], one["table_name"],
                        path.relative_to(rejects.parent).as_posix(), one.get("row_number"),
                        one["column_name"], one["reason"], moment.replace(tzinfo=None),
                    )
                )  # fmt: skip
    return rows


def _named(column: str | None, reason: str) -> str:
    return f"{column} {reason}" if column else reason
