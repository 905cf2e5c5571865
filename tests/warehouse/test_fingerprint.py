"""Which models a changed setting, seed, macro or model makes to be built anew."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import (
    Changes,
    begin,
    built_with,
    difference,
    fingerprint,
    read_manifest,
    record,
)

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def project() -> Manifest:
    return read_manifest(Settings.load())


@pytest.fixture
def manifest(project: Manifest) -> Manifest:
    return copy.deepcopy(project)


@pytest.fixture
def home(tmp_path: Path, manifest: Manifest) -> Settings:
    """An installation whose warehouse was built whole."""
    settings = Settings.load(home=tmp_path)
    recorded(settings, manifest, everything(manifest))
    return settings


def changed(settings: Settings, manifest: Manifest) -> Changes:
    """What differs from the rules that the warehouse was built with."""
    return difference(built_with(settings), fingerprint(settings, manifest))


def begun(settings: Settings, manifest: Manifest) -> frozenset[str]:
    """The models to rebuild, told at the start of a build."""
    return begin(settings, fingerprint(settings, manifest)).rebuild


def recorded(settings: Settings, manifest: Manifest, built: list[str]) -> None:
    record(settings, manifest, fingerprint(settings, manifest), built)


def everything(manifest: Manifest) -> list[str]:
    return [node["name"] for node in manifest["nodes"].values()]


def with_vars(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update={"vars": values})


def model(manifest: Manifest, name: str) -> dict[str, Any]:
    return manifest["nodes"][f"model.headwater.{name}"]


def test_nothing_changed(home: Settings, manifest: Manifest) -> None:
    changes = changed(home, manifest)
    assert not changes
    assert str(changes) == ""
    assert changes.rebuild == frozenset()
    assert not changes.is_first


def test_an_empty_home_builds_everything(tmp_path: Path, manifest: Manifest) -> None:
    changes = changed(Settings.load(home=tmp_path), manifest)
    assert changes.is_first
    assert not changes
    assert len(changes.rebuild) == sum(key.startswith("model.") for key in manifest["nodes"])


def test_a_var_rebuilds_its_readers_and_what_stands_below_them(
    home: Settings, manifest: Manifest
) -> None:
    changes = changed(with_vars(home, lookback_days=30), manifest)
    assert str(changes) == "lookback_days 90 → 30"
    assert {"int_journeys", "int_journey_touches", "rpt_sources"} <= changes.rebuild
    assert not {"int_sessions", "int_persons", "int_events", "fct_conversions"} & changes.rebuild


def test_a_var_that_only_a_macro_reads_counts_for_the_models_that_call_it(
    home: Settings, manifest: Manifest
) -> None:
    assert "report_tz" not in model(manifest, "int_conversions")["raw_code"]
    changes = changed(with_vars(home, report_tz="Asia/Tokyo"), manifest)
    assert "int_conversions" in changes.rebuild
    assert "int_persons" not in changes.rebuild


def test_a_seed_rebuilds_what_reads_it(home: Settings, manifest: Manifest) -> None:
    manifest["nodes"]["seed.headwater.declared_sources"]["checksum"]["checksum"] = "edited"
    changes = changed(home, manifest)
    assert str(changes) == "declared_sources.csv"
    assert {"int_untouched_conversions", "fct_attribution_credits"} <= changes.rebuild
    assert "int_journeys" not in changes.rebuild


def test_a_model_rebuilds_itself_and_what_stands_below(home: Settings, manifest: Manifest) -> None:
    for name in ("int_attribution_linear", "int_attribution_time_decay"):
        model(manifest, name)["checksum"]["checksum"] = "edited"
    changes = changed(home, manifest)
    assert str(changes) == "2 models"
    assert "int_attribution_unioned" in changes.rebuild
    assert "int_attribution_first_touch" not in changes.rebuild


def test_a_macro_and_a_materialization_count_as_code(home: Settings, manifest: Manifest) -> None:
    macros = manifest["macros"]
    macros["macro.headwater.materialization_connected_components_default"]["macro_sql"] += " "
    assert changed(home, manifest).models == ("int_identity_components",)
    macros["macro.headwater.default__to_zone_date"]["macro_sql"] += " "
    assert {"int_conversions", "int_identity_components"} <= set(changed(home, manifest).models)


def test_words_and_places_do_not_count(
    home: Settings, manifest: Manifest, tmp_path: Path, project: Manifest
) -> None:
    model(manifest, "int_sessions")["description"] = "Said in other words."
    model(manifest, "int_sessions")["config"]["meta"] = {"owner": "nobody"}
    assert changed(home, manifest).rebuild == frozenset()

    moved = home.model_copy(update={"home": tmp_path / "elsewhere"})
    there = fingerprint(moved, read_manifest(moved)).whole
    assert there == fingerprint(Settings.load(), project).whole


def test_the_place_where_landed_tables_are_read_counts(home: Settings, manifest: Manifest) -> None:
    manifest["macros"]["macro.headwater.default__landed_table"]["macro_sql"] += " "
    assert "stg_landing__web_events" in changed(home, manifest).models
    assert "int_channel_credits" in changed(home, manifest).rebuild


def test_another_shape_of_a_source_rebuilds_what_reads_it(
    home: Settings, manifest: Manifest
) -> None:
    sources = home.sources.model_copy(update={"google_ads": "fivetran"})
    changes = changed(home.model_copy(update={"sources": sources}), manifest)
    assert str(changes) == "sources.google_ads native → fivetran"
    assert "stg_google_ads__ad_clicks" in changes.rebuild
    assert "stg_landing__ad_clicks" not in changes.rebuild


def test_a_killed_build_is_not_forgotten_when_the_setting_is_put_back(
    home: Settings, manifest: Manifest
) -> None:
    wanted = begun(with_vars(home, lookback_days=30), manifest)
    back = changed(home, manifest)
    assert back.rebuild == wanted
    assert not back


def test_a_failed_build_leaves_the_rest_to_be_rebuilt_and_told(
    home: Settings, manifest: Manifest
) -> None:
    short = with_vars(home, lookback_days=30)
    wanted = begun(short, manifest)
    recorded(short, manifest, ["int_journeys", "int_journey_touches"])

    left = changed(short, manifest)
    assert left.rebuild == wanted - {"int_journeys", "int_journey_touches"}
    assert str(left) == "lookback_days 90 → 30"

    recorded(short, manifest, everything(manifest))
    assert changed(short, manifest).rebuild == frozenset()
    assert str(changed(short, manifest)) == ""


def test_a_model_built_on_old_rows_above_it_is_not_current(
    home: Settings, manifest: Manifest
) -> None:
    short = with_vars(home, lookback_days=30)
    begun(short, manifest)
    recorded(short, manifest, ["rpt_sources"])
    assert "rpt_sources" in changed(short, manifest).rebuild


def test_a_file_that_cannot_be_read_is_no_record(home: Settings, manifest: Manifest) -> None:
    (home.home / "built_with.json").write_text('{"vars": ')
    assert built_with(home) is None
    assert changed(home, manifest).is_first
