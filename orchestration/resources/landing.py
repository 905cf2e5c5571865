"""The one way into `landing/raw`: dlt's filesystem destination with its traps handled.

Every load is a folder `load_id=…` per table; it counts only once `_dlt_loads` names it. Cursors
travel inside the load, so that data and cursor become true together or not at all.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dlt
from dlt.destinations import filesystem
from dlt.pipeline.exceptions import PipelineStepFailed

from orchestration.resources.landed import completed_loads
from orchestration.resources.rows import Memory, Sieve, TableLoad, iso, moment
from orchestration.settings import Settings

LAYOUT = "{table_name}/load_id={load_id}/{file_id}.{ext}"
LOCK_WAIT_SECONDS = 300.0  # a second run waits for the first; a normal night takes less
# A killed process is safe to rerun (that is tested); draining after SIGTERM took minutes.
DLT_SETTINGS = {
    "runtime.dlthub_telemetry": False,
    "runtime.intercept_signals": False,
    "runtime.log_level": "CRITICAL",
    "load.delete_completed_jobs": True,  # no second copy of personal data beside landing
}


class LandingError(RuntimeError):
    """Landing could not take a load; nothing of it is visible."""


@dataclass
class LandingResult:
    """What one load brought, per table."""

    rows_new: dict[str, int] = field(default_factory=dict)
    rows_rejected: dict[str, int] = field(default_factory=dict)
    load_ids: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Landing:
    """Landing of one system, held by one process at a time (see `open`)."""

    def __init__(self, settings: Settings, system: str) -> None:
        self.system = system
        self.raw_dir = settings.landing_dir / "raw"
        self._rejects_dir = settings.rejects_dir / system
        for key, value in DLT_SETTINGS.items():
            dlt.config[key] = value
        self._pipeline = dlt.pipeline(
            f"headwater_{system}",
            destination=filesystem(bucket_url=self.raw_dir.as_uri(), layout=LAYOUT),
            dataset_name=system,
            pipelines_dir=str(settings.state_dir / "dlt"),
        )
        self.warnings: list[str] = []
        self._recover()
        self.previous = moment(self._state().get("extracted_at"))
        self.extracted_at = self._next_time(settings.clock())

    @classmethod
    @contextmanager
    def open(
        cls, settings: Settings, system: str, wait_seconds: float = LOCK_WAIT_SECONDS
    ) -> Iterator[Landing]:
        """Landing of a system under a lock; raises LandingError when another run keeps it."""
        lock_path = settings.state_dir / "dlt" / f"{system}.lock"
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        with lock_path.open("w") as lock:
            _lock(lock.fileno(), system, wait_seconds)
            yield cls(settings, system)

    def memory(self, table: str) -> Memory:
        """Cursor, column kinds and unit digests of the last complete load of a table."""
        return Memory(**self._state().get("tables", {}).get(table, {}))

    def cursor(self, table: str) -> str | None:
        """Where the next read of a table starts."""
        return self.memory(table).cursor

    def load(self, tables: Sequence[TableLoad], *, move_cursor: bool = True) -> LandingResult:
        """Land the tables together. `move_cursor=False` is for backfills of a closed window."""
        sieves = [
            Sieve(
                table,
                self.memory(table.name) if move_cursor else Memory(),
                self.extracted_at,
            )
            for table in tables
        ]
        load_ids = self._run(_source(self.system, sieves, self.extracted_at, move_cursor))
        result = LandingResult(load_ids=load_ids, warnings=[*self.warnings])
        for sieve in sieves:
            name = sieve.load.name
            result.rows_new[name] = sieve.rows_landed
            result.rows_rejected[name] = len(sieve.rejects)
            result.warnings.extend(f"column changed: {change}" for change in sieve.changes)
            if sieve.rejects:
                path = self._write_rejects(sieve, load_ids)
                first = sieve.rejects[0]
                result.warnings.append(
                    f"{name}: {len(sieve.rejects)} rows kept aside, the first because of "
                    f"{first.column} ({first.reason}); see {path}"
                )
        return result

    def _run(self, source: Any) -> list[str]:
        try:
            info = self._pipeline.run(source, loader_file_format="parquet")
        except PipelineStepFailed as error:
            if error.step == "normalize":
                # The package would block every later night; aborting also rolls the cursor back.
                self._pipeline.abort_packages()
            raise _cause(error) from error
        return [str(load_id) for load_id in info.loads_ids]

    def _recover(self) -> None:
        """Bring state and landing together before anything is asked of the vendor."""
        loaded = completed_loads(self.raw_dir, self.system)
        if self._pipeline.has_pending_data:
            self._drain()
        elif self._pipeline.state.get("sources") and not loaded:
            # Landing was emptied by somebody: a cursor without data would lose everything.
            self._pipeline.drop()
            self.warnings.append("landing holds no load any more: reading from the beginning")
        if not self._pipeline.state.get("sources") and loaded:
            self._pipeline.sync_destination()

    def _drain(self) -> None:
        """Finish what a killed run left, or drop it; dlt would skip the real run otherwise."""
        try:
            self._pipeline.run()
        except PipelineStepFailed as error:
            self._pipeline.abort_packages()
            self.warnings.append(f"an unfinished load was dropped and is read again: {error.step}")

    def _state(self) -> dict[str, Any]:
        return self._pipeline.state.get("sources", {}).get(self.system, {})

    def _next_time(self, now: datetime) -> datetime:
        """The time of this extract, always later than the last, whatever the clock did."""
        now = now.astimezone(UTC)
        last = self.previous
        return now if last is None or now > last else last + timedelta(seconds=1)

    def _write_rejects(self, sieve: Sieve, load_ids: list[str]) -> Path:
        stamp = load_ids[0] if load_ids else self.extracted_at.strftime("%Y%m%dT%H%M%S")
        path = self._rejects_dir / sieve.load.name / f"{stamp}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("w") as file:
            for reject in sieve.rejects:
                entry = {
                    "system": self.system,
                    "table_name": sieve.load.name,
                    "row_number": reject.row_number,
                    "column_name": reject.column,
                    "reason": reject.reason,
                    "rejected_at": iso(self.extracted_at),
                    "row": dict(reject.row),
                }
                file.write(json.dumps(entry, default=str) + "\n")
        return path


def _source(system: str, sieves: Sequence[Sieve], extracted_at: datetime, move_cursor: bool) -> Any:
    def tables() -> Iterator[Any]:
        state = dlt.current.source_state()
        for sieve in sieves:
            for batch in sieve.batches():
                yield dlt.mark.with_table_name(batch, sieve.load.name)
            if move_cursor:
                memories = state.setdefault("tables", {})
                memories[sieve.load.name] = asdict(sieve.next_memory())
        if any(sieve.rows_landed for sieve in sieves):
            state["extracted_at"] = iso(extracted_at)

    # Append only: `replace` would wipe a table on an empty answer, `merge` needs row-wise keys.
    resource = dlt.resource(tables, name="tables", write_disposition="append")
    source: Callable[[], Any] = dlt.source(lambda: resource, name=system)
    return source()


def _cause(error: PipelineStepFailed) -> BaseException:
    """The error of ours that dlt wrapped, else one that names the step."""
    cause: BaseException | None = error
    while cause is not None:
        if type(cause).__module__.startswith("orchestration."):
            return cause
        cause = cause.__cause__ or cause.__context__
    return LandingError(f"the {error.step} step of landing failed: {error.exception}")


def _lock(descriptor: int, system: str, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LandingError(
                    f"another run is extracting {system}; nothing was read. "
                    "Fix: wait for it to end, or stop it"
                ) from None
            time.sleep(0.2)
