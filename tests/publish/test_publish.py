"""What a published version holds, who may read it, and when nothing is published at all."""

from __future__ import annotations

import fcntl
import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import (
    PublishFailed,
    PublishRefused,
    current_exports,
    current_marts,
    publish,
)
from orchestration.publishing import copying, versions

from .conftest import ROWS, House, run_of, write_warehouse


def read(path: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_version_holds_marts_meta_parquet_and_private_exports(house: House) -> None:
    result = house.night(1)

    assert result.tables == {"fct_conversions": ROWS, "rpt_sources_default": 1}
    assert result.exports == {"exp_google_ads__offline_conversions": 1}
    marts = current_marts(house.settings)
    assert marts == result.path / "marts.duckdb"
    assert read(
        marts,
        "select table_schema, table_name, table_type from information_schema.tables order by 2",
    ) == [
        ("marts", "_meta", "BASE TABLE"),
        ("marts", "fct_conversions", "BASE TABLE"),
        ("marts", "rpt_sources_default", "BASE TABLE"),
    ]
    parquet = result.path / "parquet" / "fct_conversions" / "fct_conversions.parquet"
    assert duckdb.sql(f"select count(*), sum(value) from '{parquet}'").fetchall() == [(ROWS, ROWS)]
    assert (result.path / "parquet" / "_meta" / "_meta.parquet").exists()
    exports = current_exports(house.settings)
    assert stat.S_IMODE(exports.stat().st_mode) == 0o600
    assert read(exports, "from exports.exports.exp_google_ads__offline_conversions") == [(1,)]
    assert not list(house.settings.published_dir.rglob("*.wal"))


def test_descriptions_and_not_null_rules_are_published(house: House) -> None:
    house.night(1)
    marts = current_marts(house.settings)

    assert read(
        marts, "select comment from duckdb_tables() where table_name = 'fct_conversions'"
    ) == [("One row, one conversion.",)]
    assert read(
        marts,
        "select column_name, is_nullable, comment from duckdb_columns() "
        "where table_name = 'fct_conversions' order by column_index",
    ) == [
        ("conversion_id", False, None),
        ("value", True, "It's money."),
        ("conversion_at", True, None),
    ]


def test_the_second_name_spares_readers_an_ambiguity(house: House) -> None:
    house.night(1)
    with pytest.raises(duckdb.BinderException, match="Ambiguous"):
        read(house.current / "marts.duckdb", "from marts.rpt_sources_default")
    assert read(house.current / "headwater.duckdb", "from marts.rpt_sources_default") == [(ROWS,)]


def test_meta_names_the_run(house: House) -> None:
    house.night(7)
    [row] = read(
        current_marts(house.settings),
        "select run_id, run_status, git_sha, contract_version, as_of::varchar, "
        "published_at::varchar, reporting_currency, currency_exponent, report_tz, "
        "attribution_models, lookback_days, is_demo from marts.marts._meta",
    )
    assert row == (
        "night-7", "good", "abc1234", "1", "2026-03-02 03:00:00", "2026-03-02 04:00:00",
        "GBP", 2, "UTC", "first_touch,last_non_direct", 90, False,
    )  # fmt: skip


def test_files_open_with_every_duckdb_since_1_0(house: House) -> None:
    result = house.night(1)
    for file in ("marts.duckdb", "exports.duckdb"):
        header = (result.path / file).read_bytes()[:20]
        assert header[8:12] == b"DUCK"
        assert int.from_bytes(header[12:20], "little") == 64
        with duckdb.connect() as connection:
            connection.execute(f"attach '{result.path / file}' as published (read_only)")
            [(tags,)] = connection.execute(
                "select tags from duckdb_databases() where database_name = 'published'"
            ).fetchall()
        assert tags["storage_version"].startswith("v1.0.0")


@pytest.mark.parametrize("status", ["running", "failed"])
def test_a_run_that_is_not_good_is_refused(house: House, status: str) -> None:
    house.night(1)
    write_warehouse(house.settings.warehouse_path, 2)
    with pytest.raises(PublishRefused, match="night-2"):
        publish(house.settings, run_of(2, status))
    assert read(house.current / "marts.duckdb", "select run_id from marts.marts._meta") == [
        ("night-1",)
    ]


def test_a_partial_run_is_published_and_says_so(house: House) -> None:
    write_warehouse(house.settings.warehouse_path, 1)
    publish(house.settings, run_of(1, "partial"))
    assert read(current_marts(house.settings), "select run_status from marts.marts._meta") == [
        ("partial",)
    ]


def test_two_publishers_do_not_race(house: House) -> None:
    house.night(1)
    with (
        open(house.settings.published_dir / ".lock", "w") as lock,
        pytest.raises(PublishRefused, match="another publish"),
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        publish(house.settings, run_of(2))


def test_no_warehouse_and_no_marts_leave_yesterday(house: House) -> None:
    house.night(1)
    house.settings.warehouse_path.unlink()
    with pytest.raises(PublishFailed, match="there is no warehouse"):
        publish(house.settings, run_of(2))
    duckdb.connect(str(house.settings.warehouse_path)).close()
    with pytest.raises(PublishFailed, match="no marts"):
        publish(house.settings, run_of(2))
    assert read(house.current / "marts.duckdb", "select run_id from marts.marts._meta") == [
        ("night-1",)
    ]
    assert not list(house.settings.published_dir.glob(".building-*"))


def test_a_copy_with_other_rows_is_thrown_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.night(1)
    copied = copying._copy_comments

    def lose_a_row(connection, schema, name, target, columns):
        copied(connection, schema, name, target, columns)
        connection.execute(f"delete from {target} where rowid = 0")

    monkeypatch.setattr(copying, "_copy_comments", lose_a_row)
    with pytest.raises(PublishFailed, match="rows instead of"):
        publish(house.settings, run_of(2))
    assert read(house.current / "marts.duckdb", "select run_id from marts.marts._meta") == [
        ("night-1",)
    ]


def test_the_last_three_versions_are_kept(house: House) -> None:
    names = [house.night(number).version for number in range(1, 6)]
    kept = sorted(
        folder.name for folder in house.settings.published_dir.iterdir() if folder.name[0] == "0"
    )
    assert kept == names[-3:]
    assert versions.current_version(house.settings.published_dir) == names[-1]


def test_a_run_may_be_published_again_and_any_run_id_is_a_safe_name(house: House) -> None:
    write_warehouse(house.settings.warehouse_path, 1)
    first = publish(house.settings, run_of(1))
    second = publish(house.settings, run_of(1))
    assert first.version != second.version
    odd = run_of(1).__class__(run_id="../../a b", status="good", as_of=run_of(1).as_of)
    assert publish(house.settings, odd).path.parent == house.settings.published_dir


def test_before_the_first_publish_there_is_nothing_to_read(house: House) -> None:
    assert current_marts(house.settings) is None
    assert current_exports(house.settings) is None


def test_the_private_warehouse_never_reaches_the_published_files(house: House) -> None:
    result = house.night(1)
    for file in result.path.rglob("*"):
        if file.is_file():
            assert b"a@b.example" not in file.read_bytes(), file
