"""The erasure: whatever was asked for in `landing/erasures/` and has not been done yet."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from orchestration.erasing import accepted
from orchestration.erasing.persons import Name, find
from orchestration.erasing.received import Forgetter, domains, rewrite_file, rewrite_rejects
from orchestration.erasing.told import forget_deliveries, forget_in_history
from orchestration.landing.contracts import System, Table, load_contracts
from orchestration.landing.discovery import fingerprint
from orchestration.landing.identifiers import Identifiers
from orchestration.landing.loads import BLOCKED_KEYS
from orchestration.landing.manifest import NAMES_ERASED, FileEntry, Manifest
from orchestration.landing.readers import UnreadableFile
from orchestration.landing.suppression import Suppressed, new_tombstones
from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import FILE as BUILT_WITH
from orchestration.warehouse.history import take_over

ERASED_AT = "erased_at"
ROUNDS = 8  # a record's id is found in a row that is found by another id; more is no person
_SPACES = {
    "email_key": "email", "phone_key": "phone", "user_id": "user", "visitor_id": "visitor",
    "lead_id": "lead_id",
}  # fmt: skip


@dataclass
class ErasureReport:
    """What was done: counts by layer; `waiting` says why requests could not be met yet."""

    requests: int = 0
    persons: int = 0
    names: Counter[str] = field(default_factory=Counter)
    landing: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    rejects: int = 0
    deliveries: int = 0
    history: int = 0
    unreadable: list[str] = field(default_factory=list)
    waiting: str = ""

    def lines(self) -> list[str]:
        """For people: one line a layer, and no identifier in any of them."""
        if self.waiting:
            return [f"{self.requests} request(s) to be forgotten wait: {self.waiting}"]
        names = ", ".join(f"{count} {space}" for space, count in sorted(self.names.items()))
        if not self.requests:
            again = f"{sum(self.landing.values())} rows in {_tables(self.landing)}"
            return [f"came again and is cleared: {again}"]
        told = [
            f"{self.requests} request(s), {self.persons} person(s) known by {names}",
            f"landing: {sum(self.landing.values())} rows in {_tables(self.landing)}",
            f"accepted: {sum(self.accepted.values())} rows in {_tables(self.accepted)}",
            f"rejects: {self.rejects} rows",
            f"ledger: {self.deliveries} deliveries without payload",
            f"history: {self.history} files",
            "warehouse: to be built anew; published versions before it go with the next publish",
        ]
        return told + [f"cannot be read, look yourself: {file}" for file in self.unreadable]


def _tables(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "no table"


def requested(settings: Settings) -> tuple[int, set[Name]]:
    """Requests that have not been met: how many, and the names they give.

    A mailbox that many share names nobody: who asks under it alone cannot be found.
    """
    rows = _rows(settings, "landing/erasures", ", ".join(_SPACES))
    shared = {key.partition(":")[2] for (key,) in _rows(settings, BLOCKED_KEYS, "key")}
    names = [
        {
            (space, value)
            for space, value in zip(_SPACES.values(), row, strict=True)
            if value is not None and "erased-" not in value and value not in shared
        }
        for row in rows
    ]
    return sum(bool(one) for one in names), set().union(*names)


def _rows(settings: Settings, place: str, columns: str) -> list[tuple]:
    parts = [str(path) for path in (settings.accepted_dir / place).glob("load_id=*/*.parquet")]
    if not parts:
        return []
    with duckdb.connect() as engine:
        source = "read_parquet($parts, union_by_name = true, hive_partitioning = false)"
        return engine.execute(f"select {columns} from {source}", {"parts": parts}).fetchall()


def is_due(settings: Settings) -> bool:
    """Whether somebody waits to be forgotten, or a file has brought the forgotten again."""
    if requested(settings)[0]:
        return True
    with closing(Manifest(settings.manifest_path)) as manifest:
        return bool(manifest.moments(NAMES_ERASED))


def erase_requested(settings: Settings) -> ErasureReport:
    """Erase whom the accepted requests name, and clear files that brought former ones again.

    Requests need the warehouse of the night before, which knows who is who, and remove it: the
    next build makes it anew. Safe to kill and to repeat: the requests are met last.
    """
    count, names = requested(settings)
    with closing(Manifest(settings.manifest_path)) as manifest:
        erasure = _Erasure(settings, manifest)
        if count and not settings.warehouse_path.exists():
            erasure.report.waiting = "there is no warehouse that knows who they are"
        elif count:
            try:
                erasure.run(names)
            except duckdb.CatalogException:
                erasure.report.waiting = "the warehouse that knows who they are is not whole"
        erasure.report.requests = count
        erasure.clear_again()
        return erasure.report


class _Erasure:
    def __init__(self, settings: Settings, manifest: Manifest) -> None:
        self.settings = settings
        self.manifest = manifest
        self.identifiers = Identifiers.load(settings)
        self.engine = duckdb.connect()
        self.engine.execute("set memory_limit = $limit", {"limit": settings.memory_limit})
        self.engine.execute("set threads = $threads", {"threads": settings.threads})
        self.engine.execute("set enable_progress_bar = false")
        self.report = ErasureReport()

    def run(self, names: set[Name]) -> None:
        """Everything, in an order that can be broken off anywhere."""
        report = self.report
        with duckdb.connect(str(self.settings.warehouse_path), read_only=True) as warehouse:
            persons = find(warehouse, names)
        report.persons = len(persons.ids)
        known = self._suppress(persons.names)
        for _ in range(ROUNDS):
            more = accepted.further_names(self.engine, self.settings.accepted_dir, known)
            if not more:
                break
            persons.names |= more
            known = self._suppress(more)
        report.names = Counter(space for space, _ in persons.names if space != "lead_id")
        renamed = persons.renamed(known.tombstone)
        known.ready(self.engine)
        accepted.keep_domains(self.engine, self.settings.accepted_dir, known)
        self._landing(known)
        take_over(self.settings)
        report.deliveries = forget_deliveries(self.settings, persons, renamed)
        report.history = forget_in_history(self.engine, self.settings, persons, renamed)
        # Last, as the requests stand there, too; and then who is who is known no more.
        report.accepted = accepted.rewrite(self.engine, self.settings.accepted_dir)
        self.manifest.remember(ERASED_AT, self.settings.clock())
        self._forget_warehouse()

    def clear_again(self) -> None:
        """Landing files that came after the erasure of somebody whom they name."""
        again = self.manifest.moments(NAMES_ERASED)
        if again:
            known = Suppressed(self.identifiers.secret, self.manifest.suppressed())
            known.ready(self.engine)
            forgetter = Forgetter(self.engine, self.identifiers, known, domains(self.engine))
            for note in again:
                system, table, file = note.split("|", 2)
                owner = load_contracts()[system]
                self._file(owner, owner.tables[table], file, forgetter)
                self.manifest.forget_moment(NAMES_ERASED + note)
            for system, table in accepted.personal_tables():
                self._rejects(system, table, forgetter)
        self.engine.close()

    def _suppress(self, names: Iterable[Name]) -> Suppressed:
        """Tombstones for the names, in the names' order; remembered before anything is changed."""
        known = Suppressed(self.identifiers.secret, self.manifest.suppressed())
        fresh = sorted(name for name in names if known.tombstone(*name) is None)
        given = dict(zip(fresh, new_tombstones(len(fresh)), strict=True))
        with self.manifest.transaction():
            for (space, value), own in given.items():
                tombstone = own
                if value.startswith("email:"):
                    # An id that was an address: the door gives it the address's tombstone again.
                    email = ("email", value.removeprefix("email:"))
                    tombstone = f"email:{known.tombstone(*email) or given.get(email, own)}"
                self.manifest.suppress(space, known.hash(space, value), tombstone)
        return Suppressed(self.identifiers.secret, self.manifest.suppressed())

    def _landing(self, known: Suppressed) -> None:
        forgetter = Forgetter(self.engine, self.identifiers, known, domains(self.engine))
        for system, table in accepted.personal_tables():
            entries = self.manifest.files(system.name, table.name)
            named = accepted.files_of(self.engine, self.settings.accepted_dir, system, table)
            doubtful = [file for file, one in entries.items() if one.rows_rejected]
            for file in sorted({*named, *doubtful}):
                self._file(system, table, file, forgetter)
            self.report.unreadable += [file for file, one in entries.items() if one.refused]
            self._rejects(system, table, forgetter)

    def _file(self, system: System, table: Table, file: str, forgetter: Forgetter) -> None:
        path = self.settings.home / file
        entry = self.manifest.files(system.name, table.name).get(file)
        if entry is None or not path.exists():
            return
        try:
            changed = rewrite_file(path, system, table, forgetter)
        except UnreadableFile:
            self.report.unreadable.append(file)
            return
        if changed:
            self.report.landing[f"{system.name}.{table.name}"] += changed
            self._seen(path, file, entry)

    def _rejects(self, system: System, table: Table, forgetter: Forgetter) -> None:
        folder = self.settings.rejects_dir / system.name / table.name
        for path in sorted(folder.glob("*.jsonl")):
            self.report.rejects += rewrite_rejects(path, system, table, forgetter)

    def _seen(self, path: Path, file: str, entry: FileEntry) -> None:
        """The door has read this file: its new content is what it let in, under new names."""
        sha256, _ = fingerprint(path)
        stat = path.stat()
        self.manifest.first_seen(file, sha256, entry.first_seen_at)
        self.manifest.record(
            [replace(entry, size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=sha256)]
        )

    def _forget_warehouse(self) -> None:
        path = self.settings.warehouse_path
        for leftover in (path, path.with_name(f"{path.name}.wal"), self.settings.home / BUILT_WITH):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(self.settings.home / "tmp", ignore_errors=True)
