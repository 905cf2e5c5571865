"""The door's one step: read what is new, write what is good, set the rest aside with a reason."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.landing import discovery
from orchestration.landing.contracts import System, Table, load_contracts
from orchestration.landing.discovery import Candidate
from orchestration.landing.hashing import Hasher
from orchestration.landing.identifiers import Identifiers
from orchestration.landing.loads import Load, Loads
from orchestration.landing.manifest import FileEntry, Manifest
from orchestration.landing.reading import Batch
from orchestration.landing.replacing import lost_rows, without_files
from orchestration.landing.report import AcceptReport, SetAside
from orchestration.landing.status import is_active, write_status
from orchestration.landing.typed_files import write_empties

if TYPE_CHECKING:
    from orchestration.settings import Settings

LOCK_WAIT_SECONDS = 300.0  # a second run waits for the first; a night's files take minutes
# Rows of one load: a kill costs at most this much work again. Compressed files count as larger.
BATCH_BYTES = 4 << 30
INFLATION = {".gz": 8, ".parquet": 8}
WITHDRAWN_AT = "withdrawn_at"


class DoorBusy(RuntimeError):
    """Another process has been at the door for too long."""


def accept(settings: Settings, *, reread: bool = False) -> AcceptReport:
    """Read the new files of every picked shape into `accepted/`; safe to kill and to repeat.

    `reread` takes everything in again (after a change of contracts); first-seen times stay.
    Raises DoorBusy, SecretError or ClickIdSeedError; files and rows never raise, they are
    reported.
    """
    home = Path(settings.home)
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home / "accept.lock"), closing(Manifest(settings.manifest_path)) as manifest:
        return Door(settings, manifest).run(reread=reread)


class Door:
    """One run of the door."""

    def __init__(self, settings: Settings, manifest: Manifest) -> None:
        self.settings = settings
        self.manifest = manifest
        self.home = Path(settings.home)
        self.loads = Loads(settings.accepted_dir, manifest)
        self.report = AcceptReport()
        self.now = settings.clock()
        self.identifiers = Identifiers.load(settings)
        self.connection = _engine(settings, self.loads.drafts / "spill")

    def run(self, *, reread: bool) -> AcceptReport:
        """Every system in turn; then the tables that tell about the run."""
        systems = load_contracts()
        with closing(self.connection):
            for name in self._lost():
                self._forget(systems[name])
                self.report.notices.append(f"{name}: accepted rows were gone and are read again")
            for system in systems.values():
                if (reread or not is_active(self.settings, system)) and self._forget(system):
                    self.report.notices.append(f"{system.name}: accepted rows were taken back")
            self.loads.sweep(self.settings.rejects_dir)
            write_empties(self.connection, self.loads.accepted)
            for system in systems.values():
                if is_active(self.settings, system):
                    self._read_system(system)
            write_status(self.connection, self.settings, self.manifest, systems, self.report)
        withdrawn_at = self.manifest.moment(WITHDRAWN_AT)
        self.report.withdrawn_at = withdrawn_at
        return self.report

    def _lost(self) -> list[str]:
        """Systems whose accepted rows the manifest counts but nobody finds: `accepted/` is derived
        and may be deleted, so it comes back from the files that are still there."""
        loads = {
            (one.system, one.table, one.load_id)
            for one in self.manifest.all_files()
            if one.rows_accepted and one.load_id
        }
        return sorted(
            {
                system
                for system, table, load_id in loads
                if not (self.loads.accepted / system / table / f"load_id={load_id}").exists()
            }
        )

    def _forget(self, system: System) -> bool:
        with self.manifest.transaction():
            had = self.manifest.forget(system.name) > 0
            if had:
                self.manifest.remember(WITHDRAWN_AT, self.now)
        return had

    def _read_system(self, system: System) -> None:
        if system.kind == "landing":
            strangers = discovery.strangers(self.settings.landing_dir, system)
            self.report.notices.extend(strangers)
        for table in system.tables.values():
            paths = discovery.table_files(self.settings.landing_dir, system, table)
            known = self.manifest.files(system.name, table.name)
            fresh, same = discovery.new_files(self.home, paths, known, self.settings.threads)
            for one in same:
                self.manifest.touch(one.file, one.mtime_ns)
            for batch in _batches(fresh):
                self._read_batch(system, table, batch, known)

    def _read_batch(
        self,
        system: System,
        table: Table,
        candidates: Sequence[Candidate],
        known: dict[str, FileEntry],
    ) -> None:
        entries = {one.path: self._entry(table, one) for one in candidates}
        load = self.loads.begin(system.name, table.name, self.now)
        hasher = Hasher(self.identifiers, self.manifest.suppressed())
        batch = Batch(self.connection, system, table, load, hasher, entries, self.now)
        batch.read(candidates)
        batch.rejects.write_received(
            self.settings.rejects_dir / system.name / table.name / f"{load.id}.jsonl"
        )
        self.manifest.note_erased(system.name, table.name, batch.names_erased, self.now)
        former = {e.file: known[e.file] for e in entries.values() if e.file in known}
        moved = self._replace(table, load, list(entries.values()), former)
        self.loads.commit(
            [(load, batch.latest_event_at), *((new, event) for _, new, event in moved)],
            list(entries.values()),
            moved=[(old, new.id) for old, new, _ in moved],
        )
        self._tell(system, table, list(entries.values()))

    def _entry(self, table: Table, one: Candidate) -> FileEntry:
        return FileEntry(
            file=one.file,
            system=table.system,
            table=table.name,
            size=one.size,
            mtime_ns=one.mtime_ns,
            sha256=one.sha256,
            first_seen_at=self.manifest.first_seen(one.file, one.sha256, self.now),
            read_at=self.now,
        )

    def _replace(
        self, table: Table, load: Load, entries: list[FileEntry], former: dict[str, FileEntry]
    ) -> list[tuple[str, Load, object]]:
        """Loads that lose rows because their file has new content: (old id, new load, event)."""
        changed: dict[str, list[str]] = {}
        for entry in entries:
            before = former.get(entry.file)
            if before is None or before.load_id is None:
                continue
            if entry.refused:
                # An unreadable new version is no reason to lose what was read of the former one.
                entry.load_id = before.load_id
                entry.rows_read, entry.rows_accepted = before.rows_read, before.rows_accepted
                entry.rows_rejected, entry.reasons = before.rows_rejected, before.reasons
            else:
                changed.setdefault(before.load_id, []).append(entry.file)
        if not changed:
            return []
        files = [file for group in changed.values() for file in group]
        lost = lost_rows(self.connection, self.loads, table, list(changed), files, load)
        if lost:
            self.manifest.remember(WITHDRAWN_AT, self.now)
            self.report.notices.append(
                f"{table.system}.{table.name}: {lost} rows are gone, because "
                f"{', '.join(files[:3])} changed; landing files should only be added"
            )
        return [
            (old, *without_files(self.connection, self.loads, table, old, group, self.now))
            for old, group in changed.items()
        ]

    def _tell(self, system: System, table: Table, entries: list[FileEntry]) -> None:
        report = self.report.table(system.name, table.name)
        for entry in entries:
            if entry.refused:
                self.report.set_aside.append(
                    SetAside(system.name, table.name, entry.file, entry.refused)
                )
                continue
            report.files_new += 1
            report.rows_read += entry.rows_read
            report.rows_accepted += entry.rows_accepted
            report.rows_rejected += entry.rows_rejected
            report.reasons.update(entry.reasons)
            report.notices.extend(f"{entry.file}: {notice}" for notice in entry.notices)


def _batches(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    weight = 0
    for one in candidates:
        size = one.size * INFLATION.get(one.path.suffix.lower(), 1)
        if batch and weight + size > BATCH_BYTES:
            yield batch
            batch, weight = [], 0
        batch.append(one)
        weight += size
    if batch:
        yield batch


def _engine(settings: Settings, spill: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set preserve_insertion_order = false")  # bounds memory; no order matters
    connection.execute("set enable_progress_bar = false")
    connection.execute("set memory_limit = $limit", {"limit": settings.memory_limit})
    connection.execute("set threads = $threads", {"threads": settings.threads})
    connection.execute("set temp_directory = $folder", {"folder": str(spill)})
    return connection


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at the door; the kernel lets go of the lock when its holder dies."""
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    with path.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise DoorBusy(
                        f"another process has held {path} for {LOCK_WAIT_SECONDS:.0f} s; nothing "
                        "was read. Fix: wait for it to end, or stop it"
                    ) from None
                time.sleep(0.1)
        yield
