"""The report as a step of a run, and what it tells of it."""

from __future__ import annotations

from typing import Any

from orchestration.report.build import build_report
from orchestration.settings import Settings
from orchestration.steps import run_step


def report_step(settings: Settings, run_id: str) -> dict[str, Any]:
    """Build the report, and note it as the step `report`."""

    def work() -> tuple[str, dict[str, Any]]:
        result = build_report(settings)
        summary = "; ".join([f"{result.path}, {result.bytes / 1024:,.0f} KB", *result.warnings])
        payload = {"summary": summary, "path": str(result.path), "bytes": result.bytes}
        return "good", {**payload, "warnings": result.warnings}

    return run_step(settings, run_id, "report", work)
