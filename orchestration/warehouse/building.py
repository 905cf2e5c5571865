"""The build as a step of a run: what the night, its summary and the publish are told of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from orchestration import progress, runs
from orchestration.settings import Settings
from orchestration.warehouse.dbt import BuildReport, Node, build
from orchestration.warehouse.fingerprint import begin, fingerprint, read_manifest, record
from orchestration.warehouse.history import open_night

STEP = "build"


def build_warehouse(
    settings: Settings,
    run_id: str,
    select: list[str] | None = None,
    full_refresh: bool = False,
    on_node: Callable[[Node], None] | None = None,
) -> BuildReport:
    """Build the warehouse and note it as the step `build`.

    While it is under way, or when its process was killed, the step stands as running, and
    nothing is published of a warehouse that is half of one night and half of another.
    Raises WarehouseLocked when another program has the warehouse open.
    """
    was_good = _last_was_good(settings)
    runs.record(settings, run_id, runs.Step(STEP, "running", 0.0))
    started = time.monotonic()
    try:
        manifest = read_manifest(settings)
        rules = fingerprint(settings, manifest)
        rebuild = begin(settings, rules).rebuild
        changes = open_night(settings, run_id, rules)
        # Tables that grow hold rows of former nights: under other rules these would be others.
        anew = full_refresh or not rebuild.isdisjoint(_growing(manifest))
        report = build(settings, select, anew, on_node)
        record(settings, manifest, rules, _built(report))
    except Exception as problem:
        step = runs.Step(STEP, "failed", time.monotonic() - started, runs.trouble(problem))
        _tell(settings, run_id, step)
        raise
    told = {"fingerprint": rules.hash, "rules_changed": str(changes)}
    step = _step(report, time.monotonic() - started, bool(select), was_good, told)
    _tell(settings, run_id, step)
    return report


def build_problem(report: BuildReport) -> str:
    """The failure in one paragraph: which node, why, and how to see more."""
    first = report.failed[0] if report.failed else None
    what = f"{first.kind} {first.name}: {first.message}" if first else report.error
    return (
        f"the build failed, nothing is published — {what} — {len(report.failed)} node(s) failed — "
        f"FIX: headwater build --select {first.name if first else '<node>'}, logs in logs/dbt.log"
    )


def _growing(manifest: Mapping[str, Any]) -> set[str]:
    """Models that a night adds to; a log that nothing can rebuild is none of them."""
    return {
        node["name"]
        for node in manifest["nodes"].values()
        if node["config"].get("materialized") == "incremental"
        and node["config"].get("full_refresh") is not False
    }


def _built(report: BuildReport) -> list[str]:
    done = (node for node in report.nodes if node.status == "success")
    return [node.name for node in done if node.kind in {"model", "seed"}]


def _step(
    report: BuildReport, seconds: float, is_part: bool, was_good: bool, told: dict[str, str]
) -> runs.Step:
    payload = {
        **told,
        "summary": f"{report.count('model')} models, {report.count('test')} checks",
        "models": report.count("model"),
        "seeds": report.count("seed"),
        "tests": report.count("test"),
        "unit_tests": report.count("unit_test"),
        "failed": [f"{node.name}: {node.message}" for node in report.failed],
        "warned": [f"{node.name}: {node.failures}" for node in report.warned],
    }
    if not report.good:
        return runs.Step(STEP, "failed", seconds, {**payload, "error": build_problem(report)})
    if is_part and not was_good:
        # What was selected is good; what failed before was not looked at again.
        payload["summary"] += "; the rest awaits headwater build"
        return runs.Step(STEP, "partial", seconds, payload)
    return runs.Step(STEP, "good", seconds, payload)


def _last_was_good(settings: Settings) -> bool:
    last = runs.latest_with(settings, STEP)
    return last is not None and last.steps[STEP].status == "good"


def _tell(settings: Settings, run_id: str, step: runs.Step) -> None:
    runs.record(settings, run_id, step)
    words = step.payload.get("error") or step.payload.get("summary", "")
    progress.tell(progress.Told(STEP, "", step.status, step.seconds, words))
