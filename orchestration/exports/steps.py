"""Exports as steps of a run: what the night's summary and Dagster are told of them."""

from __future__ import annotations

from typing import Any

from orchestration.exports.errors import ExportError
from orchestration.exports.ledger_export import export_ledger
from orchestration.exports.report import ExportReport
from orchestration.exports.run import run_export
from orchestration.settings import Settings
from orchestration.steps import run_step


def export_step(settings: Settings, run_id: str, destination: str) -> dict[str, Any]:
    """Run one destination in its configured mode, and note it as the step `export <name>`.

    A destination that cannot be served is noted as failed and nothing else: the others, and the
    report, go on without it.
    """

    def work() -> tuple[str, dict[str, Any]]:
        try:
            report = run_export(settings, destination)
        except ExportError as problem:
            return "failed", {"error": str(problem), "summary": str(problem)}
        # The report that follows shows this night's answers, not the last night's.
        export_ledger(settings)
        return report.state, counts_of(report)

    return run_step(settings, run_id, f"export {destination}", work)


def counts_of(report: ExportReport) -> dict[str, Any]:
    """The report as plain counts, reasons beside their totals; nothing about any person."""
    payload = report.as_dict()
    for name in ("blocked", "rejected"):
        payload[f"{name}_by_reason"] = payload[name]
        payload[name] = sum(payload[name].values())
    return {**payload, "state": report.state, "summary": str(report).splitlines()[0]}


def is_delivered(payload: dict[str, Any]) -> bool:
    """Whether everything that should have gone out went out, or the destination is off."""
    return payload.get("state") in {"good", "off"}


def metadata_of(payload: dict[str, Any]) -> dict[str, int | str]:
    """What Dagster shows and plots: the counts, and why anything stopped."""
    numbers = {name: value for name, value in payload.items() if isinstance(value, int)}
    words = {name: payload[name] for name in ("halted", "error", "summary") if payload.get(name)}
    return numbers | words
