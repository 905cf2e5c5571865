"""Loads: written beside the accepted tables, moved in by rename, counted by the manifest.

A load is the accepted rows of some files of one table. It appears in three places at once
(rows, identifiers, rejects), each a folder `load_id=<id>`. The manifest decides which loads
count; at the start of a run every other folder is swept, so a kill at any moment costs work only.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.landing.manifest import FileEntry, Manifest

EMPTY = "empty"  # the load that holds no row, so that a table can always be read
IDENTIFIERS = "private/identifiers"
BLOCKED_KEYS = "door/blocked_keys"
REJECTS = "door/rejects"
# Rejects that connectors wrote themselves: one folder, written whole after each run.
OF_CONNECTORS = "connectors"


@dataclass(frozen=True)
class Load:
    """A load in the making; `folder(place)` is where its files for `accepted/<place>` go."""

    id: str
    place: str
    draft: Path

    def folder(self, place: str) -> Path:
        """Made on first use."""
        folder = self.draft / place
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Loads:
    """The accepted tables of one installation."""

    def __init__(self, accepted: Path, manifest: Manifest) -> None:
        self.accepted = accepted
        self.drafts = accepted / ".drafts"
        self._manifest = manifest

    def begin(self, system: str, table: str, now: datetime) -> Load:
        """A new load with an empty draft folder."""
        load_id = self._manifest.begin_load(system, table, now)
        return Load(load_id, f"{system}/{table}", self.drafts / load_id)

    def commit(
        self,
        loads: Sequence[tuple[Load, datetime | None]],
        entries: Sequence[FileEntry],
        *,
        moved: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Make the loads count, each with its latest event time; `moved` are (old, new) load ids.

        Readers see the rows a moment before the manifest counts them; the next run sweeps them
        if that moment was the last.
        """
        for load, _ in loads:
            for place in self._places(load):
                target = self._folder(place, load.id)
                target.parent.mkdir(parents=True, exist_ok=True)
                _flush(load.draft / place)
                os.rename(load.draft / place, target)
        with self._manifest.transaction():
            for old, new in moved:
                self._manifest.move_files(old, new)
            self._manifest.drop_loads([old for old, _ in moved])
            self._manifest.record(entries)
            for load, latest_event_at in loads:
                self._manifest.finish_load(load.id, latest_event_at)
        for old, _ in moved:
            self._remove(old)
        for load, _ in loads:
            shutil.rmtree(load.draft, ignore_errors=True)

    def sweep(self, rejects: Path) -> None:
        """Remove drafts and whatever stems from a load that does not count."""
        shutil.rmtree(self.drafts, ignore_errors=True)
        done = self._manifest.done_loads()
        for path in rejects.glob("*/*/l????????_*.jsonl"):
            if path.stem not in done:
                path.unlink()
        keep = {f"load_id={one}" for one in (*done, EMPTY, OF_CONNECTORS)}
        for folder in self.accepted.glob("*/*/load_id=*"):
            if folder.name not in keep:
                shutil.rmtree(folder)

    def rows_of(self, place: str, load_id: str) -> list[Path]:
        """The Parquet files of a load in a place."""
        return sorted(self._folder(place, load_id).glob("*.parquet"))

    def _remove(self, load_id: str) -> None:
        for folder in self.accepted.glob(f"*/*/load_id={load_id}"):
            shutil.rmtree(folder)

    def _folder(self, place: str, load_id: str) -> Path:
        return self.accepted / place / f"load_id={load_id}"

    def _places(self, load: Load) -> list[str]:
        places = (load.place, IDENTIFIERS, BLOCKED_KEYS, REJECTS)
        return [place for place in places if any((load.draft / place).glob("*.parquet"))]


def _flush(folder: Path) -> None:
    """A load that the manifest counts must survive a power cut as well."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
