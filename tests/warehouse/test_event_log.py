"""Dagster's event log through connections that stay open: the same files, the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orchestration.nightly import prepare_dagster_home
from orchestration.resources import event_log
from orchestration.resources.event_log import KeptEventLog
from orchestration.settings import Settings

_NOTES = {f"note {number}" for number in range(40)}


@dg.asset(check_specs=[dg.AssetCheckSpec("is_there", asset="rows")])
def rows() -> Iterator[object]:
    yield dg.MaterializeResult(
        metadata={"rows": 2}, check_results=[dg.AssetCheckResult(passed=True)]
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = prepare_dagster_home(Settings(home=tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(folder))
    return folder


def materialize(instance: dg.DagsterInstance) -> str:
    outcome = dg.materialize([rows], instance=instance, raise_on_error=True)
    return outcome.run_id


def test_the_installation_uses_it_and_dagster_reads_the_same(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, KeptEventLog)
        run_id = materialize(instance)
        ours = storage.get_records_for_run(run_id).records
        # Another program looks while the connections are open.
        theirs = SqliteEventLogStorage(str(home / "history" / "runs"))
        records = theirs.get_records_for_run(run_id).records

    assert records == ours
    kinds = [record.event_log_entry.dagster_event_type for record in records]
    assert dg.DagsterEventType.ASSET_MATERIALIZATION in kinds
    assert dg.DagsterEventType.ASSET_CHECK_EVALUATION in kinds
    assert kinds[-1] == dg.DagsterEventType.RUN_SUCCESS


def test_few_files_stay_open_and_old_runs_are_still_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_log, "SHARDS_KEPT", 2)
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        run_ids = [materialize(instance) for _ in range(3)]

        assert len(storage._engines) == 2  # what is bounded is private
        for run_id in run_ids:
            assert storage.get_logs_for_run(run_id)[-1].dagster_event.is_job_success
        assert len(storage._engines) == 2
        latest = instance.get_latest_materialization_event(dg.AssetKey("rows"))
        assert latest is not None
        assert latest.run_id == run_ids[-1]
    assert not storage._engines  # leaving the instance closes them


def test_several_threads_write_and_lose_nothing(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        run_id = materialize(instance)
        before = len(instance.event_log_storage.get_logs_for_run(run_id))

        def write(number: int) -> None:
            instance.report_engine_event(f"note {number}", run_id=run_id, job_name="notes")

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(write, range(40)))
        logs = instance.event_log_storage.get_logs_for_run(run_id)

    assert len(logs) == before + 40
    notes = [log.dagster_event.message for log in logs if log.dagster_event]
    assert sum(note.startswith("note ") for note in notes) == len(set(notes) & _NOTES) == 40


def test_a_run_can_be_deleted_and_the_log_wiped(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        first, second = materialize(instance), materialize(instance)
        instance.delete_run(first)
        assert instance.event_log_storage.get_logs_for_run(first) == []
        assert instance.event_log_storage.get_logs_for_run(second)

        instance.event_log_storage.wipe()
        assert instance.event_log_storage.get_logs_for_run(second) == []
        third = materialize(instance)
        assert instance.event_log_storage.get_logs_for_run(third)
