"""A small warehouse whose every night has its own sum, and helpers to publish it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import PublishResult, WarehouseRun, publish
from orchestration.settings import Settings

ROWS = 20_000


def write_warehouse(path: Path, night: int) -> None:
    """Each value equals the number of the night, so a mixed version shows in the sum."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema exports")
        connection.execute("create schema staging")
        connection.execute("create table staging.private as select 'a@b.example' as email")
        connection.execute(
            "create table marts.fct_conversions (conversion_id bigint not null, "
            "value decimal(18, 3), conversion_at timestamp)"
        )
        connection.execute(
            f"insert into marts.fct_conversions select id, {night}, timestamp '2026-03-02 10:00:00'"
            f" from range({ROWS}) as numbers(id)"
        )
        connection.execute("comment on table marts.fct_conversions is 'One row, one conversion.'")
        connection.execute("comment on column marts.fct_conversions.value is 'It''s money.'")
        connection.execute(
            "create view marts.rpt_sources_default as "
            "select sum(value) as value from marts.fct_conversions"
        )
        connection.execute(
            "create table exports.prep_google_ads__identifiers as select 'private step' as step"
        )
        connection.execute(
            f"create table exports.exp_google_ads__offline_conversions as select {night} as night"
        )


def run_of(night: int, status: str = "good") -> WarehouseRun:
    return WarehouseRun(
        run_id=f"night-{night}",
        status=status,
        as_of=datetime(2026, 3, 2, 3, tzinfo=UTC),
        git_sha="abc1234",
        attribution_models=("first_touch", "last_non_direct"),
    )


@dataclass
class House:
    settings: Settings

    def night(self, number: int) -> PublishResult:
        write_warehouse(self.settings.warehouse_path, number)
        return publish(self.settings, run_of(number))

    @property
    def current(self) -> Path:
        return self.settings.published_dir / "current"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(Settings(home=tmp_path, now=datetime(2026, 3, 2, 4, tzinfo=UTC)))
