"""The fit of the data-driven models, held against exact fractions on random small worlds."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.rules.project_sql import ProjectSql
from orchestration.settings import PROJECT_DIR
from tests.attribution import markov_reference as reference
from tests.attribution.markov_reference import Counts

PROJECT = ProjectSql(PROJECT_DIR)
CHANNELS = ["Direct", "Email", "Paid Search", "Organic Search", "Display"]
FIT = [
    "int_fitted_channels", "int_fitted_steps", "int_path_transitions", "int_chain_states",
    "int_path_chains", "int_removal_effects", "int_shapley_orders", "int_shapley_estimates",
    "int_shapley_values", "int_channel_weights",
]  # fmt: skip
NO_LIMITS = {"data_driven_min_conversions": 0, "data_driven_min_channel_conversions": 0}


@contextmanager
def fitted(counts: Counts, **settings: object) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which the project's own models have fitted the given paths as sales."""
    before = dict(PROJECT.vars)
    PROJECT.vars.update(NO_LIMITS | settings)
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        PROJECT.load_seeds(connection, ["channels"])
        PROJECT.build(connection, ["int_path_channels"])
        numbers = dict(
            connection.execute("select channel, channel_number from int_path_channels").fetchall()
        )
        connection.execute(
            "create table int_paths"
            "(conversion_type text, path integer[], journeys bigint, conversions bigint)"
        )
        for path, (converted, lost) in counts.items():
            connection.execute(
                "insert into int_paths values ('sale', ?, ?, ?)",
                [[numbers[channel] for channel in path], converted + lost, converted],
            )
        PROJECT.build(connection, FIT)
        PROJECT.vars.clear()
        PROJECT.vars.update(before)
        yield connection


def weights(connection: duckdb.DuckDBPyConnection, model: str, column: str) -> dict[str, float]:
    return dict(
        connection.execute(
            f"select channel, {column} from int_channel_weights where attribution_model = ?",
            [model],
        ).fetchall()
    )


def close(values: dict) -> dict:
    return {name: pytest.approx(float(value), abs=1e-12) for name, value in values.items()}


@st.composite
def worlds(draw: st.DrawFn, most_channels: int = 4) -> Counts:
    """Some paths without repeats side by side, each with a few journeys; one of them converts."""
    channels = CHANNELS[: draw(st.integers(1, most_channels))]
    steps = st.lists(st.sampled_from(channels), min_size=1, max_size=6)
    paths = draw(st.lists(steps, min_size=1, max_size=8))
    counts = {}
    for path in paths:
        once = tuple(
            channel for place, channel in enumerate(path) if not place or path[place - 1] != channel
        )
        counts[once] = (draw(st.integers(0, 9)), draw(st.integers(0, 30)))
    counts = {path: numbers for path, numbers in counts.items() if sum(numbers)}
    return counts if any(won for won, _ in counts.values()) else {**counts, (channels[0],): (1, 1)}


@settings(max_examples=60)
@given(worlds(), st.integers(1, 3))
def test_removal_effects_are_exact(counts: Counts, order: int) -> None:
    with fitted(counts, markov_order=order) as connection:
        found = weights(connection, "markov", "removal_effect")
    assert found == close(reference.removal_effects(counts, order))


@settings(max_examples=60)
@given(worlds(), st.integers(1, 2))
def test_shapley_values_are_exact(counts: Counts, order: int) -> None:
    with fitted(counts, markov_order=order) as connection:
        found = weights(connection, "shapley", "weight * fitted_conversions")
    exact = reference.shapley_values(counts, order)
    assert found == {name: pytest.approx(float(value), abs=1e-9) for name, value in exact.items()}


@settings(max_examples=40)
@given(worlds(most_channels=5))
def test_shapley_values_add_up_to_the_conversions(counts: Counts) -> None:
    with fitted(counts) as connection:
        (total,) = connection.execute(
            "select sum(shapley_value) from int_shapley_values"
        ).fetchone()
    assert total == pytest.approx(sum(won for won, _ in counts.values()), rel=1e-12)


def test_channels_that_do_the_same_earn_the_same() -> None:
    counts = {
        ("Email", "Display"): (7, 11), ("Direct", "Display"): (7, 11),
        ("Email",): (3, 50), ("Direct",): (3, 50),
    }  # fmt: skip
    with fitted(counts) as connection:
        for model in ("markov", "shapley"):
            found = weights(connection, model, "weight")
            assert found["Email"] == pytest.approx(found["Direct"], abs=1e-15)


def test_a_channel_that_only_fails_earns_nothing() -> None:
    counts = {("Email",): (5, 20), ("Display",): (0, 400), ("Email", "Display"): (0, 9)}
    with fitted(counts) as connection:
        assert weights(connection, "markov", "weight") == {"Email": 1.0, "Display": 0.0}
        assert weights(connection, "shapley", "weight") == {"Email": 1.0, "Display": 0.0}


def test_sampled_orders_come_near_the_exact_values() -> None:
    counts = {
        ("Direct",): (4, 90), ("Email", "Paid Search"): (9, 30), ("Paid Search", "Email"): (3, 12),
        ("Organic Search", "Display", "Direct"): (5, 40), ("Display", "Email"): (2, 60),
        ("Organic Search", "Email", "Paid Search", "Direct"): (6, 14),
    }  # fmt: skip
    with fitted(counts) as connection:
        exact = weights(connection, "shapley", "weight")
    with fitted(counts, shapley_exact_channels=0) as connection:
        sampled = weights(connection, "shapley", "weight")
        orders = "select count(distinct draw), count(*) from int_shapley_orders"
        assert connection.execute(orders).fetchone() == (2000, 10_000)
    assert sampled == {name: pytest.approx(value, abs=0.01) for name, value in exact.items()}
    assert sampled != exact
    assert sum(sampled.values()) == pytest.approx(1, abs=1e-12)


def test_channels_with_few_conversions_are_one() -> None:
    alone = {("Email",): (40, 60), ("Direct", "Email"): (10, 5), ("Display",): (3, 70)}
    both = {**alone, ("Paid Search",): (6, 80), ("Email", "Display"): (1, 0)}
    with fitted(both, data_driven_min_channel_conversions=8) as connection:
        rows = connection.execute(
            "select channel, fitted_channel, is_pooled, conversions, weight, share "
            "from int_channel_weights where attribution_model = 'markov' order by channel"
        ).fetchall()
    pooled = {
        ("Email",): (40, 60), ("Direct", "Email"): (10, 5),
        ("x",): (9, 150), ("Email", "x"): (1, 0),
    }  # fmt: skip
    effects = reference.removal_effects(pooled, 1)
    total = sum(effects.values())
    weight = {name: float(value / total) for name, value in effects.items()}
    pool = pytest.approx(weight["x"])
    assert [row[:5] for row in rows] == [
        ("Direct", "Direct", False, 10, pytest.approx(weight["Direct"])),
        ("Display", "(pooled)", True, 4, pool),
        ("Email", "Email", False, 51, pytest.approx(weight["Email"])),
        ("Paid Search", "(pooled)", True, 6, pool),
    ]
    shares = {channel: share for channel, *_, share in rows}
    assert shares["Display"] == pytest.approx(weight["x"] * 0.4)
    assert shares["Paid Search"] == pytest.approx(weight["x"] * 0.6)
    assert sum(shares.values()) == pytest.approx(1)


def test_fourteen_channels_are_solved_exactly_within_seconds() -> None:
    with (PROJECT_DIR / "seeds" / "channels.csv").open(encoding="utf-8") as file:
        names = [row["channel"] for row in csv.DictReader(file)][:14]
    counts = {
        pair: (1 + place % 5, 3 + place % 11) for place, pair in enumerate(permutations(names, 2))
    }
    started = time.process_time()
    with fitted(counts) as connection:
        found = weights(connection, "shapley", "weight")
    assert len(found) == 14
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    assert time.process_time() - started < 4  # ten models and their tables included
