"""The exports as Dagster assets, after the marts have been published."""

from __future__ import annotations

import time

import dagster as dg

from orchestration import runs
from orchestration.exports.ledger_export import export_ledger
from orchestration.exports.report import ExportReport
from orchestration.exports.run import run_export
from orchestration.settings import Settings

PUBLISHED = dg.AssetKey(["publish", "marts"])


@dg.asset(
    key_prefix="export",
    group_name="exports",
    deps=[PUBLISHED],
    description="Offline conversions sent to Google through the Data Manager API.",
)
def google_data_manager(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult:
    """Send closed revenue to Google's clicks."""
    return _run(context, settings, "google_data_manager")


@dg.asset(
    key_prefix="export",
    group_name="exports",
    deps=[PUBLISHED],
    description="The source and journey of every lead, written back to HubSpot contacts.",
)
def hubspot(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult:
    """Write lead sources back to the CRM."""
    return _run(context, settings, "hubspot")


@dg.asset(
    key_prefix="export",
    group_name="exports",
    deps=[google_data_manager, hubspot],
    description="The ledger of what was sent, landed for the next night's reconciliation.",
)
def ledger(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult:
    """Land the ledger; this is the one arrow that goes back."""
    return dg.MaterializeResult(metadata={"path": str(export_ledger(settings))})


def step_of(report: ExportReport, seconds: float) -> runs.Step:
    """What the night's summary says of one destination."""
    payload = report.as_dict()
    for name in ("blocked", "rejected"):
        payload[f"{name}_by_reason"] = payload[name]
        payload[name] = sum(payload[name].values())
    return runs.Step(f"export {report.destination}", report.state, seconds, payload)


def _run(
    context: dg.AssetExecutionContext, settings: Settings, destination: str
) -> dg.MaterializeResult:
    started = time.monotonic()
    report = run_export(settings, destination)
    step = step_of(report, time.monotonic() - started)
    runs.record(settings, context.run_id, step)
    counts = {name: value for name, value in step.payload.items() if isinstance(value, int)}
    return dg.MaterializeResult(metadata={"state": report.state, **counts})
