"""The warehouse has one writer: who holds it when it cannot be opened, in words for people."""

from __future__ import annotations

import re
import time

import duckdb

from orchestration.settings import Settings

# A look at one customer takes a second and must not cost the night; a forgotten shell does.
PATIENCE_SECONDS = 30.0
_HOLDER = re.compile(r"Conflicting lock is held in (.+?) \(PID (\d+)\)")


class WarehouseLocked(Exception):
    """Another program has the warehouse open; the message names it."""


def require_free(settings: Settings, poll_seconds: float = 0.5) -> None:
    """Wait a little for the warehouse to be free to write.

    Raises WarehouseLocked when somebody else keeps it open; other trouble is left to the build.
    """
    if not settings.warehouse_path.exists():
        return
    deadline = time.monotonic() + min(PATIENCE_SECONDS, settings.lock_wait_minutes * 60)
    while True:
        try:
            duckdb.connect(str(settings.warehouse_path)).close()
            return
        except duckdb.IOException as problem:
            if not is_lock(problem):
                return
            if time.monotonic() >= deadline:
                raise WarehouseLocked(
                    f"the warehouse is locked — {settings.warehouse_path} — it "
                    f"{locked_by(problem)} — FIX: {lock_fix(settings)}"
                ) from problem
        time.sleep(poll_seconds)


def is_lock(problem: Exception) -> bool:
    """Whether an error of DuckDB means that another process has the file open."""
    return "set lock on file" in str(problem)


def locked_by(problem: Exception) -> str:
    """DuckDB's lock error names the program and the process; say just that."""
    found = _HOLDER.search(str(problem))
    if found:
        return f"is locked by {found.group(1)} (process {found.group(2)})"
    return str(problem).splitlines()[0]


def lock_fix(settings: Settings) -> str:
    """Where a reader should look instead of at the private warehouse."""
    return f"close it there; BI tools open {settings.published_current / 'marts.duckdb'}"
