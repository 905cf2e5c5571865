"""The bookkeeping around one step of a run: time it, note it in the run table, tell of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from orchestration import progress, runs
from orchestration.settings import Settings


def run_step(
    settings: Settings,
    run_id: str,
    name: str,
    work: Callable[[], tuple[str, dict[str, Any]]],
) -> dict[str, Any]:
    """Do the work of one step and note what it returned: (status, counts).

    An exception is noted as `failed` with its message and raised again.
    """
    started = time.monotonic()
    try:
        status, payload = work()
    except Exception as problem:
        seconds = time.monotonic() - started
        runs.record(settings, run_id, runs.Step(name, "failed", seconds, runs.trouble(problem)))
        progress.tell(progress.Told(name, "", "failed", seconds, str(problem)))
        raise
    seconds = time.monotonic() - started
    runs.record(settings, run_id, runs.Step(name, status, seconds, payload))
    progress.tell(progress.Told(name, "", status, seconds, str(payload.get("summary", ""))))
    return payload
