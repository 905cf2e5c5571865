"""What Dagster loads: one unbroken asset graph from extracts to exports, and the nightly job."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from orchestration import extracts
from orchestration.erasing.steps import erase_step
from orchestration.exports import assets as export_assets
from orchestration.landing import assets as landing_assets
from orchestration.publishing import assets as publishing_assets
from orchestration.report import assets as report_assets
from orchestration.resources.night_lock import night_lock
from orchestration.schedules import nightly_job, nightly_schedule
from orchestration.settings import Settings
from orchestration.warehouse import assets as warehouse_assets

ROOMS = [
    landing_assets,
    warehouse_assets,
    publishing_assets,
    export_assets,
    report_assets,
]


def build_definitions(settings: Settings, holds_lock: bool = False) -> dg.Definitions:
    """The definitions of one installation.

    A run started from Dagster takes the night's lock itself; the command line already holds it.
    """
    return dg.Definitions(
        assets=[
            *dg.load_assets_from_package_module(extracts),
            *dg.load_assets_from_modules(ROOMS),
        ],
        jobs=[nightly_job],
        schedules=[nightly_schedule],
        resources={
            "settings": settings,
            "night": _night(settings, holds_lock),
            "forget": dg.ResourceDefinition.hardcoded_resource(erase_step),
        },
        executor=dg.in_process_executor,
    )


def _night(settings: Settings, holds_lock: bool) -> dg.ResourceDefinition:
    @dg.resource(description="One run at a time; a run waits for the one before it.")
    def night(_: dg.InitResourceContext) -> Iterator[None]:
        if holds_lock:
            yield None
            return
        with night_lock(settings.home, settings.lock_wait_minutes):
            yield None

    return night


defs = build_definitions(Settings.load())
