"""The night as one call: run the Dagster job in this process and say how it ended."""

from __future__ import annotations

import json
import logging
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration import runs
from orchestration.settings import Settings

_DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
event_log_storage:
  module: orchestration.resources.event_log
  class: KeptEventLog
  config:
    base_dir: {events}
"""


@dataclass(frozen=True)
class NightResult:
    """How a night ended: `status` is good, partial (published, something missing) or failed."""

    run: runs.Run
    status: str
    message: str = ""

    @property
    def failed_by(self) -> str:
        """The kind of exception that ended the first failed step; empty when none did."""
        kinds = (step.payload.get("kind") for step in self.run.steps.values())
        return next((kind for kind in kinds if kind), "")


def run_night(settings: Settings, kind: str = "nightly", holds_lock: bool = False) -> NightResult:
    """Run the whole asset graph once, in this process.

    `holds_lock` says that the caller has the night's lock already.
    Raises resources.night_lock.NightRunning when another run holds the installation for longer
    than `lock_wait_minutes`.
    """
    from orchestration.resources.night_lock import night_lock

    if holds_lock:
        return _run(settings, kind)
    with night_lock(settings.home, settings.lock_wait_minutes):
        return _run(settings, kind)


def prepare_dagster_home(settings: Settings) -> Path:
    """The folder in which Dagster keeps its runs; telemetry and newsletter pop-up are off."""
    home = settings.home / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    file = home / "dagster.yaml"
    if not file.exists():
        events = json.dumps(str(home / "history" / "runs"))
        file.write_text(_DAGSTER_YAML.format(events=events), encoding="utf-8")
    return home


def _run(settings: Settings, kind: str) -> NightResult:
    os.environ["HEADWATER_HOME"] = str(settings.home)
    os.environ["DAGSTER_HOME"] = str(prepare_dagster_home(settings))
    logging.getLogger("dagster").setLevel(logging.ERROR)

    import dagster as dg

    from orchestration.definitions import build_definitions

    run_id = str(uuid.uuid4())
    runs.start(settings, run_id, kind)
    definitions = build_definitions(settings, holds_lock=True)
    with dg.DagsterInstance.get() as instance:
        outcome = definitions.resolve_job_def("nightly").execute_in_process(
            instance=instance, run_id=run_id, raise_on_error=False, run_config=_QUIET
        )
    run = runs.latest(settings)
    status, message = _verdict(run, outcome.success)
    runs.finish(settings, run_id, status, message)
    return NightResult(runs.latest(settings) or run, status, message)


_QUIET: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def _verdict(run: runs.Run | None, succeeded: bool) -> tuple[runs.Status, str]:
    steps = run.steps if run else {}
    published = steps.get("publish")
    if published is None or published.status != "good":
        failed = next((step for step in steps.values() if step.status == "failed"), None)
        reason = failed.payload.get("error", "") if failed else ""
        return (
            "failed",
            f"{failed.step}: {reason}" if failed else "a step failed before the publish",
        )
    troubled = [_trouble(step) for step in steps.values() if step.status not in {"good", "off"}]
    if troubled or not succeeded:
        return "partial", "; ".join(troubled) or "a step after the publish failed"
    return "good", ""


def _trouble(step: runs.Step) -> str:
    words = step.payload.get("error") or step.payload.get("trouble") or step.payload.get("summary")
    return f"{step.step}: {words}" if words else step.step
