"""What a build tells: which check found what, what was left out, and how its run stands after."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import progress, runs
from orchestration.settings import Settings
from orchestration.warehouse.building import STEP, build_problem, build_warehouse
from orchestration.warehouse.dbt import BuildReport, Node
from orchestration.warehouse.lock import WarehouseLocked
from tests.support.holding import holding
from tests.warehouse.test_lock import HOLDER


@pytest.fixture(scope="module")
def whole(settings: Settings) -> tuple[BuildReport, list[Node], list[str]]:
    """A build of everything: its report, the nodes as they were told, how the step stood then."""
    told: list[Node] = []
    stood: list[str] = []

    def hear(node: Node) -> None:
        told.append(node)
        stood.append(_step(settings).status)

    runs.start(settings, "whole", "build")
    return build_warehouse(settings, "whole", on_node=hear), told, stood


def _step(settings: Settings) -> runs.Step:
    run = runs.latest_with(settings, STEP)
    assert run is not None
    return run.steps[STEP]


def _named(report: BuildReport) -> dict[str, Node]:
    return {node.name: node for node in report.nodes}


def test_a_failing_check_names_itself_and_the_row(
    whole: tuple[BuildReport, list[Node], list[str]],
) -> None:
    report = whole[0]

    assert [node.name for node in report.failed] == ["amounts_are_known"]
    (failed,) = report.failed
    assert (failed.kind, failed.failures) == ("test", 1)
    assert "value_field 3" in failed.message
    assert not report.good
    words = build_problem(report)
    assert "test amounts_are_known: " in words
    assert "value_field 3" in words
    assert " — FIX: headwater build --select amounts_are_known" in words


def test_what_rests_on_it_is_left_out_and_not_counted(
    whole: tuple[BuildReport, list[Node], list[str]], settings: Settings
) -> None:
    report = whole[0]
    nodes = _named(report)

    assert [nodes[name].status for name in ("totals", "report")] == ["skipped", "skipped"]
    assert [nodes[name].status for name in ("orders", "visits")] == ["success", "success"]
    assert report.count("model") == 2
    assert report.count("test") == 3
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as warehouse:
        tables = warehouse.execute("select table_name from duckdb_tables()").fetchall()
    assert ("totals",) not in tables


def test_a_warning_is_told_with_its_row_and_stops_nothing(
    whole: tuple[BuildReport, list[Node], list[str]],
) -> None:
    (warned,) = whole[0].warned

    assert warned.name == "visits_are_unique"
    assert "unique_field v, n_records 2" in warned.message


def test_every_node_is_told_once_while_the_step_stands_as_running(
    whole: tuple[BuildReport, list[Node], list[str]], settings: Settings
) -> None:
    report, told, stood = whole

    assert sorted(node.name for node in told) == sorted(node.name for node in report.nodes)
    assert {node.name: node.status for node in told} == {
        node.name: node.status for node in report.nodes
    }
    assert set(stood) == {"running"}
    step = _step(settings)
    assert step.status == "failed"
    assert "amounts_are_known" in step.payload["error"]
    assert step.payload["models"] == 2


def test_dbts_log_has_the_night_without_its_debug_lines(
    whole: tuple[BuildReport, list[Node], list[str]], settings: Settings
) -> None:
    log = (settings.logs_dir / "dbt.log").read_text(encoding="utf-8")

    assert "amounts_are_known" in log
    assert "[ERROR]" in log
    assert "[DEBUG]" not in log
    assert "On model.headwater.orders" not in log


def test_a_good_part_after_a_failure_does_not_make_the_whole_publishable(
    whole: tuple[BuildReport, list[Node], list[str]], settings: Settings
) -> None:
    runs.start(settings, "part", "build")

    report = build_warehouse(settings, "part", ["visits"])

    assert report.good
    assert set(_named(report)) == {"visits", "visits_are_unique"}
    step = _step(settings)
    assert step.status == "partial"
    assert "the rest awaits headwater build" in step.payload["summary"]


def test_a_part_after_a_good_whole_is_good(
    whole: tuple[BuildReport, list[Node], list[str]], settings: Settings, project: Path
) -> None:
    seed = project / "seeds" / "amounts.csv"
    before = seed.read_text(encoding="utf-8")
    seed.write_text(before.replace("b,3,", "b,2,"), encoding="utf-8")
    try:
        for run_id, select in (("mended", None), ("again", ["report"])):
            runs.start(settings, run_id, "build")
            assert build_warehouse(settings, run_id, select).good
            assert _step(settings).status == "good"
    finally:
        seed.write_text(before, encoding="utf-8")


def test_a_locked_warehouse_ends_the_step_as_failed_and_says_by_what(
    whole: tuple[BuildReport, list[Node], list[str]], settings: Settings
) -> None:
    runs.start(settings, "locked", "build")
    heard: list[progress.Told] = []

    with (
        holding(HOLDER, settings.warehouse_path, "writes") as other,
        progress.listening(heard.append),
        pytest.raises(WarehouseLocked) as problem,
    ):
        build_warehouse(settings, "locked")

    assert f"(process {other.pid})" in str(problem.value)
    step = _step(settings)
    assert (step.status, step.payload["kind"]) == ("failed", "WarehouseLocked")
    assert [(told.status, told.detail) for told in heard] == [("failed", step.payload["error"])]
