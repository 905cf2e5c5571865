"""The gate as the night uses it: the run table decides, not the caller."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import runs
from orchestration.publish import PublishRefused, current_marts
from orchestration.publishing.assets import marts
from orchestration.publishing.steps import publish_step, warehouse_run
from orchestration.report.assets import site
from orchestration.report.steps import report_step
from orchestration.settings import Settings

from .conftest import House, write_warehouse


def add_money(path: Path, attributed_minor: int) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "alter table marts.fct_conversions add column counts_as text default 'sale'"
        )
        connection.execute(
            "alter table marts.fct_conversions add column value_reporting_minor bigint default 10"
        )
        connection.execute(
            "create table marts.fct_attribution_credits as select 'linear' as attribution_model, "
            f"'sale' as counts_as, {attributed_minor} as attributed_value_reporting_minor"
        )


def note(settings: Settings, run_id: str, **steps: str) -> None:
    runs.start(settings, run_id, "nightly")
    for name, status in steps.items():
        runs.record(settings, run_id, runs.Step(name, status, 1.0))


def test_a_good_build_is_published_with_its_totals(house: House) -> None:
    settings = house.settings
    write_warehouse(settings.warehouse_path, 1)
    add_money(settings.warehouse_path, 199_999)
    note(settings, "night", extract_hubspot="off", landing="good", build="good")

    payload = publish_step(settings, "night")

    assert payload["totals"] == {
        "booked": "2,000.00", "attributed": "1,999.99", "gap": "-0.01", "models": 1,
        "currency": "GBP",
    }  # fmt: skip
    assert runs.latest(settings).steps["publish"].status == "good"
    assert warehouse_run(settings).status == "good"
    assert report_step(settings, "night")["path"] == str(settings.report_dir / "index.html")


@pytest.mark.parametrize("steps", [{"build": "failed"}, {"landing": "good"}])
def test_without_a_good_build_nothing_is_published(house: House, steps: dict[str, str]) -> None:
    write_warehouse(house.settings.warehouse_path, 1)
    note(house.settings, "night", **steps)
    with pytest.raises(PublishRefused):
        publish_step(house.settings, "night")
    assert current_marts(house.settings) is None
    assert runs.latest(house.settings).steps["publish"].status == "failed"


def test_a_source_that_stayed_behind_makes_the_run_partial(house: House) -> None:
    note(house.settings, "night", extract_hubspot="failed", landing="good", build="good")
    assert warehouse_run(house.settings).status == "partial"


def test_publishing_alone_looks_at_the_run_that_built(house: House) -> None:
    note(house.settings, "yesterday", build="failed")
    runs.start(house.settings, "today", "nightly")
    build = runs.Step("build", "good", 1.0, {"fingerprint": "0123456789abcdef"})
    runs.record(house.settings, "today", build)
    runs.start(house.settings, "publish-by-hand", "publish")
    assert warehouse_run(house.settings).run_id == "today"
    assert warehouse_run(house.settings).settings_hash == "0123456789abcdef"


def test_both_assets_materialize_in_order(house: House) -> None:
    write_warehouse(house.settings.warehouse_path, 1)
    add_money(house.settings.warehouse_path, 200_000)
    note(house.settings, "night", build="good")
    result = dg.materialize(
        [marts, site], resources={"settings": house.settings, "night": object()}
    )
    assert result.success
    [event] = result.asset_materializations_for_node("publish__marts")
    assert event.metadata["attribution_gap"].value == "0.00"
    assert (house.settings.report_dir / "index.html").exists()
