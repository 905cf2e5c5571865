"""Publish as a step of a run: what it needs to know, and what it tells of it."""

from __future__ import annotations

import subprocess
from datetime import datetime
from typing import Any

from orchestration import runs
from orchestration.erasing.steps import done, has_erased
from orchestration.publish import WarehouseRun, current_marts, publish
from orchestration.publishing.run import PublishRefused
from orchestration.publishing.totals import read_totals
from orchestration.publishing.versions import prune
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.steps import run_step

# Steps that do not stand before the publish, or say nothing about its data.
AFTER_THE_BUILD = ("publish", "report")


def publish_step(settings: Settings, run_id: str) -> dict[str, Any]:
    """Publish what the last build left in the warehouse, and note it as the step `publish`."""

    def work() -> tuple[str, dict[str, Any]]:
        result = publish(settings, warehouse_run(settings))
        if has_erased(settings):
            # Former versions know the erased by name; a reader of one must open the new one.
            prune(settings.published_dir, keep=1)
            done(settings)
        rows = sum(result.tables.values())
        summary = f"{len(result.tables)} marts, {rows:,} rows, version {result.version}"
        return "good", {
            "summary": summary,
            "version": result.version,
            "path": str(result.path),
            "tables": result.tables,
            "exports": result.exports,
            "bytes": result.bytes,
            "totals": read_totals(current_marts(settings)),
        }

    return run_step(settings, run_id, "publish", work)


def warehouse_run(settings: Settings) -> WarehouseRun:
    """The run that built the warehouse as it is now: good, partial or failed.

    Raises PublishRefused when no build is on record. The build decides whether a run may be
    published; a source that stayed behind only makes it partial.
    """
    run = runs.latest_with(settings, "build")
    if run is None:
        raise PublishRefused(
            f"no build is on record — {settings.home} — a warehouse of unknown origin is not "
            "published — FIX: headwater nightly"
        )
    project = settings.dbt_vars()
    return WarehouseRun(
        run_id=run.run_id,
        status=_status(run),
        as_of=datetime.fromisoformat(run.as_of),
        git_sha=git_sha(),
        headline_model=project["headline_model"],
        attribution_models=tuple(settings.attribution_models()),
        lookback_days=int(project["lookback_days"]),
        settings_hash=run.steps["build"].payload.get("fingerprint", ""),
        company="Fernhill Instruments" if settings.demo else "",
    )


def git_sha() -> str:
    """The commit of the project, or nothing where it was installed without one."""
    try:
        found = subprocess.run(
            ["git", "-C", str(PROJECT_DIR), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except OSError:
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""


def _status(run: runs.Run) -> str:
    if run.steps["build"].status != "good":
        return "failed"
    others = [step for name, step in run.steps.items() if name not in AFTER_THE_BUILD]
    return "good" if all(step.status in {"good", "off"} for step in others) else "partial"
