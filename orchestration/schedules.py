"""The nightly job, its schedule, and what happens when it fails."""

from __future__ import annotations

import dagster as dg
import httpx

from orchestration.resources.answers import redact
from orchestration.settings import Settings

SETTINGS = Settings.load()


@dg.failure_hook(required_resource_keys={"settings"})
def tell_webhook(context: dg.HookContext) -> None:
    """Post one line to the failure webhook, when the installation names one.

    A webhook that does not answer is logged and changes nothing: the night has failed already.
    """
    address = context.resources.settings.failure_webhook
    if not address:
        return
    try:
        httpx.post(address, json=failure_message(context), timeout=10)
    except httpx.HTTPError as problem:
        context.log.warning(f"the failure webhook did not answer: {type(problem).__name__}")


def failure_message(context: dg.HookContext) -> dict[str, str]:
    """What the webhook receives: which step, in which run, and why; no personal data."""
    problem = context.op_exception
    reason = redact(str(getattr(problem, "description", None) or problem or "unknown reason"))
    return {
        "text": f"Headwater: {context.op.name} failed in run {context.run_id}: {reason}",
        "run_id": context.run_id,
        "step": context.op.name,
        "reason": reason,
    }


# The tag that dbt's models have (warehouse.dbt.ON_DEMAND).
ON_DEMAND = dg.AssetSelection.tag("on_demand", "")

nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all() - ON_DEMAND,
    description="From extracts to marts, report and exports; one unbroken graph.",
    hooks={tell_webhook},
    executor_def=dg.in_process_executor,
)

nightly_schedule = dg.ScheduleDefinition(
    name="every_night",
    job=nightly_job,
    cron_schedule=SETTINGS.schedule_cron,
    execution_timezone=SETTINGS.schedule_tz,
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
