"""What Dagster loads: one graph without islands, and a night that runs in one process."""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.settings import Settings


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    from orchestration.definitions import defs

    return defs


@pytest.fixture(scope="module")
def nodes(defs: dg.Definitions) -> dict[str, set[str]]:
    """Every asset with the assets that it is made of."""
    graph = defs.resolve_asset_graph()
    return {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }


def test_everything_that_is_named_exists(nodes: dict[str, set[str]]) -> None:
    named = set().union(*nodes.values())
    assert named <= set(nodes)


def test_the_graph_has_no_islands(nodes: dict[str, set[str]]) -> None:
    neighbours: dict[str, set[str]] = {name: set(parents) for name, parents in nodes.items()}
    for name, parents in nodes.items():
        for parent in parents:
            neighbours[parent].add(name)
    reached, edge = {"report/site"}, {"report/site"}
    while edge:
        edge = set().union(*(neighbours[name] for name in edge)) - reached
        reached |= edge
    assert set(nodes) - reached == set()


@pytest.mark.parametrize("last", ["export/google_data_manager", "export/hubspot", "report/site"])
def test_every_end_has_every_extract_before_it(nodes: dict[str, set[str]], last: str) -> None:
    before, edge = set(), {last}
    while edge:
        edge = set().union(*(nodes[name] for name in edge)) - before
        before |= edge
    extracts = {name for name in nodes if name.startswith("extract/")}
    assert len(extracts) == 4
    assert extracts <= before


def test_every_model_and_seed_is_an_asset(nodes: dict[str, set[str]]) -> None:
    from orchestration.settings import PROJECT_DIR

    files = [*(PROJECT_DIR / "dbt_project/models").rglob("*.sql")]
    files += (PROJECT_DIR / "seeds").glob("*.csv")
    files.remove(PROJECT_DIR / "seeds" / "shared_mailboxes.csv")  # the door's: dbt has no addresses
    assert {file.stem for file in files} <= {name.rsplit("/")[-1] for name in nodes}


def test_every_asset_is_described_and_stands_in_a_group(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    assets = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert [asset.key for asset in assets if not asset.description] == []
    assert [asset.key for asset in assets if asset.group_name in (None, "default")] == []


def test_the_blocking_checks_are_asset_checks(defs: dg.Definitions) -> None:
    checks = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    assert {"was_read", "everything_delivered"} <= checks
    assert any(name.startswith("credits_sum_to_one") for name in checks)


def test_the_night_is_everything_but_what_is_built_on_demand(defs: dg.Definitions) -> None:
    night = defs.resolve_job_def("nightly")
    assert night.executor_def is dg.in_process_executor
    graph = defs.resolve_asset_graph()
    left_out = set(graph.executable_asset_keys) - set(night.asset_layer.executable_asset_keys)
    assert {key.path[-1] for key in left_out} == {
        "int_interval_credits",
        "int_interval_days",
        "int_interval_draws",
        "int_interval_replicates",
        "int_interval_totals",
        "rpt_channel_intervals",
    }
    assert night.description


def test_the_schedule_follows_the_settings(defs: dg.Definitions) -> None:
    settings = Settings.load()
    schedule = defs.resolve_schedule_def("every_night")
    assert schedule.job_name == "nightly"
    assert schedule.cron_schedule == settings.schedule_cron
    assert schedule.execution_timezone == settings.schedule_tz
