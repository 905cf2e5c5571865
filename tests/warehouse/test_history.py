"""History moves with a published version, once, whatever is killed or lost in between."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.settings import Settings
from orchestration.warehouse import history
from orchestration.warehouse.fingerprint import Fingerprint
from orchestration.warehouse.history_tables import TABLES, write_table

NIGHT = datetime(2026, 6, 1, 3)
OTHER_NIGHT = datetime(2026, 6, 2, 3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(home=tmp_path, now="2026-06-03T03:00:00+00:00")


def run(number: int) -> dict[str, Any]:
    return {
        "run_number": number, "run_id": f"run-{number}", "fingerprint": "", "rules_changed": "",
        "run_at": NIGHT if number == 1 else OTHER_NIGHT,
    }  # fmt: skip


def change(number: int) -> dict[str, Any]:
    empty = dict.fromkeys(TABLES["changes"])
    return {**empty, "change_id": f"c{number}", "run_number": number, "new_units": Decimal(number)}


def publish(settings: Settings, version: int, *runs: int, rules: bool = True) -> Path:
    """A version as the publish leaves it: the whole log, the state, the switch."""
    folder = settings.published_dir / f"{version:06d}_run"
    logs = {"runs": [run(number) for number in runs], "changes": [change(n) for n in runs]}
    for name, mart in history.LOGS.items():
        write_table(name, folder / "parquet" / mart / f"{mart}.parquet", logs[name])
    for name, place in history.PLACES.items():
        row = {**dict.fromkeys(TABLES[name]), next(iter(TABLES[name])): f"version {version}"}
        write_table(name, folder / place, [row])
    if rules:
        text = '{"vars": {"lookback_days": 90}}'
        (folder / history.STATE / history.RULES).write_text(text, encoding="utf-8")
    settings.published_current.unlink(missing_ok=True)
    settings.published_current.symlink_to(folder.name)
    return folder


def shown(settings: Settings, name: str) -> list[Any]:
    """The first column of a table as dbt reads it."""
    files = (settings.accepted_dir / "history" / name).glob("**/*.parquet")
    column = next(iter(TABLES[name]))
    return sorted(value for file in files for value in pq.read_table(file)[column].to_pylist())


def test_before_the_first_night_every_table_is_empty_and_typed(settings: Settings) -> None:
    history.land(settings)
    for name, columns in TABLES.items():
        [file] = (settings.accepted_dir / "history" / name).glob("*.parquet")
        assert pq.read_schema(file).names == list(columns)
        assert shown(settings, name) == []


def test_each_version_is_taken_over_once(settings: Settings) -> None:
    publish(settings, 1, 1)
    assert history.take_over(settings)
    assert not history.take_over(settings)
    publish(settings, 2, 1, 2)
    history.land(settings)
    history.land(settings)
    assert shown(settings, "changes") == ["c1", "c2"]
    assert shown(settings, "runs") == [1, 2]
    assert shown(settings, "credits") == ["version 2"]


def test_the_same_run_published_again_changes_nothing(settings: Settings) -> None:
    publish(settings, 1, 1)
    history.land(settings)
    publish(settings, 2, 1)
    history.land(settings)
    assert shown(settings, "changes") == ["c1"]
    assert shown(settings, "credits") == ["version 1"]


@pytest.mark.parametrize("kill", range(1, 9))
def test_killed_anywhere_in_between_it_is_taken_over_the_next_time(
    settings: Settings, kill: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, 1, 1)
    history.land(settings)
    publish(settings, 2, 1, 2)
    whole, calls = os.replace, 0

    def dies(source: Any, target: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == kill:
            raise SystemExit
        whole(source, target)

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(os, "replace", dies)
        history.take_over(settings)
    history.land(settings)
    assert shown(settings, "changes") == ["c1", "c2"]
    assert shown(settings, "runs") == [1, 2]
    assert shown(settings, "touchpoints") == ["version 2"]


def test_what_was_lost_comes_back_from_the_published_version(settings: Settings) -> None:
    publish(settings, 1, 1)
    history.land(settings)
    publish(settings, 2, 1, 2)
    shutil.rmtree(settings.history_dir)
    history.land(settings)
    assert shown(settings, "changes") == ["c1", "c2"]


def test_history_stands_without_the_published_versions(settings: Settings) -> None:
    publish(settings, 1, 1)
    history.land(settings)
    shutil.rmtree(settings.published_dir)
    shutil.rmtree(settings.accepted_dir)
    history.open_night(settings, "tonight", Fingerprint(vars={"lookback_days": 90}))
    assert shown(settings, "changes") == ["c1"]
    assert shown(settings, "journeys") == ["version 1"]
    assert shown(settings, "tonight") == [2]


def test_a_version_of_before_the_log_is_none_of_it(settings: Settings) -> None:
    publish(settings, 1, 1, rules=False)
    history.land(settings)
    assert shown(settings, "runs") == []


def test_tonight_is_told_how_its_rules_differ_from_those_people_have_read(
    settings: Settings,
) -> None:
    publish(settings, 1, 1)
    rules = Fingerprint(vars={"lookback_days": 30}, whole={"fct_attribution_credits": "other"})
    rules.models["fct_attribution_credits"] = "same"
    # A run that is not published in between makes no difference.
    history.open_night(settings, "not published", rules)
    changes = history.open_night(settings, "tonight", rules)
    assert str(changes).startswith("lookback_days 90 → 30")
    [row] = pq.read_table(
        settings.accepted_dir / "history" / "tonight" / "tonight.parquet"
    ).to_pylist()
    assert (row["run_number"], row["run_id"], row["last_run_at"]) == (2, "tonight", NIGHT)
    assert (row["has_other_credit_rules"], row["has_other_ledger_rules"]) == (True, False)
