"""Headwater's own ways of making tables and of checking keys, in a project of one model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.dbt import BuildReport, build

OWN = {
    "dbt_project/macros/in_place.sql": "macros/in_place.sql",
    "dbt_project/tests/generic/never_null.sql": "tests/generic/never_null.sql",
    "dbt_project/tests/generic/primary_key.sql": "tests/generic/primary_key.sql",
}
CHECKS = """\
models:
  - name: people
    data_tests: [never_null: {name: filled, arguments: {columns: [name, town]}}]
    columns: [{name: id, data_tests: [primary_key: {name: key}]}]
"""
GOOD = "select 1 as id, 'a' as name, 'b' as town"


@pytest.fixture
def made(project: Path, tmp_path: Path) -> Callable[[str], BuildReport]:
    """Build the model from its SQL, again and again in one warehouse."""
    for source, target in OWN.items():
        (project / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_DIR / source, project / target)
    (project / "dbt_project/models/_people.yml").write_text(CHECKS, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", lock_wait_minutes=0)

    def run(sql: str) -> BuildReport:
        (project / "dbt_project/models/people.sql").write_text(sql, encoding="utf-8")
        return build(settings, ["people"])

    return run


@pytest.mark.parametrize(
    ("rows", "failed"),
    [
        ("", set()),
        ("union all select 1, 'c', 'd'", {"key"}),
        ("union all select null, 'c', 'd'", {"key"}),
        ("union all select 2, null, 'd'", {"filled"}),
        ("union all select 2, 'c', null", {"filled"}),
    ],
)
def test_a_key_that_is_not_one_and_an_empty_value_are_found(
    made: Callable[[str], BuildReport], rows: str, failed: set[str]
) -> None:
    assert {node.name for node in made(f"{GOOD} {rows}").failed} == failed


def test_where_the_query_fails_the_old_table_stands(
    made: Callable[[str], BuildReport], tmp_path: Path
) -> None:
    table = "{{ config(materialized='table') }} "
    assert made(table + GOOD).good
    assert not made(table + "select cast('x' || id as integer) as id from (select 1 as id)").good
    with duckdb.connect(str(tmp_path / "home" / "warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute("select * from main.people").fetchall() == [(1, "a", "b")]
    # And what was a table may become a view, and the other way round.
    assert made(GOOD).good
    assert made(table + GOOD).good
