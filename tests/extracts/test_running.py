"""Extracts as assets: one failed source stops no other, and the night can tell."""

from __future__ import annotations

import json
from collections.abc import Callable

import dagster as dg

from orchestration import runs
from orchestration.extracts import callrail, google_ads, hubspot, intercom
from tests.extracts.conftest import World
from tests.extracts.faults import Faults


def test_a_failed_source_fails_its_check_and_nothing_else(
    world: World, serve: Callable[..., Faults]
) -> None:
    serve()
    settings = world.settings(
        hubspot={"access_token": "wrong"}, callrail={"api_key": None}, sources={"google_ads": "off"}
    )
    definitions = dg.Definitions(
        assets=dg.load_assets_from_modules([google_ads, hubspot, callrail, intercom]),
        resources={"settings": settings, "night": dg.ResourceDefinition.none_resource()},
    )
    job = definitions.resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        outcome = job.execute_in_process(instance=instance, raise_on_error=False)
    assert outcome.success
    passed = {
        check.asset_key.path[-1]: check.passed for check in outcome.get_asset_check_evaluations()
    }
    assert passed == {"google_ads": True, "hubspot": False, "callrail": True, "intercom": True}
    runs.start(settings, outcome.run_id, "nightly")
    run = runs.latest(settings)
    assert run is not None
    assert {name: step.status for name, step in run.steps.items()} == {
        "extract google_ads": "off",
        "extract hubspot": "failed",
        "extract callrail": "off",
        "extract intercom": "good",
    }
    assert len(world.landed("intercom", "conversations", "id")) == 320


def test_the_report_is_kept_with_the_last_success(
    world: World, serve: Callable[..., Faults]
) -> None:
    serve()
    assert intercom.extract(world.settings()).state == "ok"
    intercom.extract(world.settings(intercom={"access_token": "wrong"}))
    kept = json.loads((world.settings().state_dir / "extracts" / "intercom.json").read_text())
    assert kept["state"] == "failed"
    assert kept["last_success_at"] == "2026-07-01T03:00:00+00:00"
