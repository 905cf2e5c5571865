"""Builds the intervals of shares and ROAS from the warehouse as it is; no night pays for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orchestration.settings import Settings
from orchestration.steps import run_step
from orchestration.warehouse.building import build_problem
from orchestration.warehouse.dbt import ON_DEMAND, Node, build

STEP = "intervals"


class IntervalsFailed(Exception):
    """A model or a check of the intervals failed; the rest of the warehouse is as it was."""


def intervals_step(
    settings: Settings, run_id: str, on_node: Callable[[Node], None] | None = None
) -> dict[str, Any]:
    """Build what is tagged on_demand, and note it as the step `intervals`.

    It is no step `build`: what the warehouse knows, and by which rules, stays what the last build
    has noted. Raises IntervalsFailed, and WarehouseLocked when another program has it open.
    """

    def work() -> tuple[str, dict[str, Any]]:
        report = build(settings, [ON_DEMAND], on_node=on_node)
        if not report.good:
            raise IntervalsFailed(build_problem(report))
        models, tests = report.count("model"), report.count("test")
        return "good", {"summary": f"{models} models, {tests} checks"}

    return run_step(settings, run_id, STEP, work)
