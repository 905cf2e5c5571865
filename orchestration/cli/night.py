"""The commands that run the night, or one of its rooms."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from orchestration import progress, runs
from orchestration.cli import console
from orchestration.cli.errors import (
    BUILD_FAILED,
    CONFIGURATION,
    FAILED,
    GOOD,
    PARTIAL,
    HeadwaterError,
    code_of,
)
from orchestration.cli.summary import print_summary
from orchestration.settings import Settings

_CODES = {"good": GOOD, "partial": PARTIAL, "failed": FAILED}


def run_nightly(quiet: bool = False, as_json: bool = False) -> int:
    """The whole night; returns the documented exit code."""
    settings = Settings.load()
    require_valid(settings)
    return night(settings, "nightly", quiet or as_json, as_json)


def night(
    settings: Settings,
    kind: str,
    quiet: bool = False,
    as_json: bool = False,
    holds_lock: bool = False,
) -> int:
    """Run the asset graph with progress, then print the summary."""
    from orchestration.nightly import run_night

    started = time.monotonic()
    with console.Progress(quiet) as shown, progress.listening(shown):
        result = run_night(settings, kind, holds_lock)
    if as_json:
        console.print_json(asdict(result.run))
    else:
        print_summary(settings, result, time.monotonic() - started)
    if result.status == "failed":
        code = code_of(result.failed_by) if result.failed_by else BUILD_FAILED
        console.fail(f"{code} {result.message}")
    return _CODES[result.status]


def run_build(select: list[str] | None, full_refresh: bool) -> int:
    """Door and dbt build, without publishing."""

    def work(settings: Settings, run_id: str) -> bool:
        from orchestration.exports import export_ledger
        from orchestration.landing.assets import accept_step
        from orchestration.warehouse.building import build_problem, build_warehouse

        export_ledger(settings)
        accept_step(settings, run_id)
        report = build_warehouse(settings, run_id, select, full_refresh, console.print_node)
        if not report.good:
            console.fail(f"{BUILD_FAILED} {build_problem(report)}")
        return report.good

    require_valid(Settings.load())
    return one_room("build", work)


def run_publish() -> int:
    """Publish what the last good build left in the warehouse."""

    def work(settings: Settings, run_id: str) -> bool:
        from orchestration.publishing.steps import publish_step

        payload = publish_step(settings, run_id)
        console.out.print(payload["summary"], markup=False)
        return True

    return one_room("publish", work)


def run_intervals() -> int:
    """Intervals from the last good build, and a version of the marts that has them."""

    def work(settings: Settings, run_id: str) -> bool:
        from orchestration.publishing.run import require_publishable
        from orchestration.publishing.steps import publish_step, warehouse_run
        from orchestration.warehouse.intervals import intervals_step

        require_publishable(warehouse_run(settings))
        intervals_step(settings, run_id, console.print_node)
        console.out.print(publish_step(settings, run_id)["summary"], markup=False)
        return True

    require_valid(Settings.load())
    return one_room("intervals", work)


def run_report() -> int:
    """Write the report."""

    def work(settings: Settings, run_id: str) -> bool:
        from orchestration.report.steps import report_step

        payload = report_step(settings, run_id)
        console.out.print(payload["summary"], markup=False)
        return True

    return one_room("report", work)


def require_valid(settings: Settings) -> None:
    """Refuse to run on seeds or vars that validate would complain about."""
    from orchestration.rules.validate import validate
    from orchestration.settings import PROJECT_DIR

    problems = [problem for problem in validate(PROJECT_DIR, settings) if problem.blocks]
    if problems:
        for problem in problems:
            console.fail(str(problem))
        raise HeadwaterError(
            "E202",
            f"{len(problems)} problem(s) in seeds or vars",
            str(PROJECT_DIR),
            "a run would compute with a rule that cannot be meant",
            "correct the lines above, then headwater validate",
            CONFIGURATION,
        )


def one_room(kind: str, work: Callable[[Settings, str], Any]) -> int:
    """A run of its own under the night's lock; `work` says whether it went well."""
    from orchestration.resources.night_lock import night_lock

    settings = Settings.load()
    run_id = str(uuid.uuid4())
    with night_lock(settings.home, settings.lock_wait_minutes):
        runs.start(settings, run_id, kind)
        try:
            good = bool(work(settings, run_id))
        except Exception as problem:
            runs.finish(settings, run_id, "failed", str(problem))
            raise
        runs.finish(settings, run_id, "good" if good else "failed")
    return GOOD if good else FAILED
