"""Each path transform by itself, with others in order, and where there is nothing to transform."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.rules.project_sql import ProjectSql
from orchestration.settings import PROJECT_DIR

A, B, C = 1, 2, 3  # numbers of Direct, Cross-network, Paid Shopping: the first rows of the seed


def transformed(path: list[int], *transforms: str) -> list[int]:
    project = ProjectSql(PROJECT_DIR)
    project.vars["path_transforms"] = list(transforms)
    with duckdb.connect(":memory:") as connection:
        project.load_seeds(connection, ["channels"])
        project.build(connection, ["int_path_channels"])
        names = connection.execute(
            "select channel from int_path_channels order by channel_number limit 3"
        ).fetchall()
        assert names == [("Direct",), ("Cross-network",), ("Paid Shopping",)]
        sql = (
            f"select {project.macro('transformed_path', 'path')} from (select ?::integer[] as path)"
        )
        return connection.execute(sql, [path]).fetchone()[0]


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        ("unique", [A, A, B, A, C, C]),
        ("exposure", [A, B, A, C]),
        ("first", [A, B, C]),
        ("frequency", [A + 2000, B, C + 1000]),
        ("remove_if_not_all(Paid Shopping)", [A, A, B, A]),
        ("remove_if_not_all(Direct)", [B, C, C]),
        ("remove_if_last_and_not_all(Paid Shopping)", [A, A, B, A]),
        ("remove_if_last_and_not_all(Direct)", [A, A, B, A, C, C]),
        ("trim_last(3)", [A, C, C]),
        ("trim_last(9)", [A, A, B, A, C, C]),
    ],
)
def test_one_transform(transform: str, expected: list[int]) -> None:
    assert transformed([A, A, B, A, C, C], transform) == expected


def test_a_path_of_one_channel_alone_is_never_emptied() -> None:
    assert transformed([A, A], "remove_if_not_all(Direct)") == [A, A]
    assert transformed([A, A], "remove_if_last_and_not_all(Direct)") == [A, A]
    assert transformed([A], "exposure", "first", "frequency", "trim_last(1)") == [A]


def test_order_matters() -> None:
    path = [A, B, A, C, A]
    assert transformed(path, "remove_if_not_all(Direct)", "exposure") == [B, C]
    assert transformed([A, B, A, B], "remove_if_not_all(Cross-network)", "exposure") == [A]
    assert transformed([A, B, A, B], "exposure", "remove_if_not_all(Cross-network)") == [A, A]
    assert transformed(path, "trim_last(2)", "first") == [C, A]
    assert transformed(path, "first", "trim_last(2)") == [B, C]


def test_a_transform_works_on_what_the_one_before_made() -> None:
    assert transformed([A, A, B], "frequency", "remove_if_not_all(Direct)") == [B]


def test_no_transform() -> None:
    assert transformed([A, A]) == [A, A]
