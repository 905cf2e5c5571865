"""Journeys that convert and journeys that do not, as the models learn them and the reports show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.rules.project_sql import ProjectSql
from orchestration.settings import PROJECT_DIR

PROJECT = ProjectSql(PROJECT_DIR)
MODELS = [
    "int_path_channels", "int_conversion_histories", "int_paths_without_conversion",
    "int_journey_paths", "int_paths", "int_path_counts", "rpt_paths",
]  # fmt: skip
CHANNELS = ["Direct", "Email", "Paid Search"]
START = datetime(2026, 1, 1)
LOOKBACK = timedelta(days=90)
GIVEN = """
    create table int_touchpoints
        (touchpoint_id text, person_id text, channel text, touchpoint_at timestamp, source_rank integer);
    create table int_original_conversions
        (conversion_id text, conversion_type text, conversion_at timestamp);
    create table int_journey_persons (conversion_id text, person_id text);
    create table int_journey_owners (record_type text, record_id text, journey_owner_id text);
    create table int_journey_touchpoints (conversion_id text, channel text, position integer);
    create table fct_conversions (conversion_id text, value_reporting decimal(18, 3));
"""  # noqa: E501

Paths = Counter[tuple[str, tuple[str, ...], bool]]  # type, channels, whether they converted


@dataclass
class World:
    """`touches`: person, day, channel in order; `conversions`: person, day, type, its channels."""

    touches: list[tuple[str, int, str]]
    conversions: list[tuple[str, int, str, tuple[str, ...]]] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)

    def owner(self, person: str) -> str:
        return self.owners.get(person, person)


@contextmanager
def built(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which the project's own models have put the world's paths together."""
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        PROJECT.load_seeds(engine, ["channels"])
        engine.execute(GIVEN)
        for number, (person, day, channel) in enumerate(world.touches):
            at = START + timedelta(days=day)
            row = [f"t{number:03}", person, channel, at, 1]
            engine.execute("insert into int_touchpoints values (?, ?, ?, ?, ?)", row)
        for number, (person, day, kind, path) in enumerate(world.conversions):
            at, name = START + timedelta(days=day), f"c{number}"
            engine.execute(
                "insert into int_original_conversions values (?, ?, ?)", [name, kind, at]
            )
            engine.execute("insert into fct_conversions values (?, 10)", [name])
            taking_part = {
                person,
                *(p for p in world.owners if world.owner(p) == world.owner(person)),
            }
            for one in taking_part:
                engine.execute("insert into int_journey_persons values (?, ?)", [name, one])
            for position, channel in enumerate(path, 1):
                row = [name, channel, position]
                engine.execute("insert into int_journey_touchpoints values (?, ?, ?)", row)
        for person, owner in world.owners.items():
            engine.execute(
                "insert into int_journey_owners values ('person', ?, ?)", [person, owner]
            )
        engine.execute("create table int_journeys as from int_original_conversions")
        PROJECT.build(engine, MODELS)
        yield engine


def expected(world: World, kinds: dict[str, tuple[str, ...]]) -> Paths:
    """The paths by kind of conversion, each of which is made of types of the ledger."""
    found: Paths = Counter()
    for kind, types in kinds.items():
        last: dict[str, int] = defaultdict(lambda: -1000)
        for person, day, type_, path in world.conversions:
            if type_ in types:
                found[kind, path, True] += 1
                for one in {person, *world.owners}:
                    if world.owner(one) == world.owner(person):
                        last[one] = max(last[one], day)
        journeys = defaultdict(list)
        for person, day, channel in sorted(world.touches, key=lambda touch: touch[1]):
            if day > last[person]:
                journeys[world.owner(person)].append((day, channel))
        for journey in journeys.values():
            for path in _cut(journey):
                found[kind, path, False] += 1
    return found


def _cut(journey: list[tuple[int, str]]) -> Iterator[tuple[str, ...]]:
    part = [journey[0]]
    for touch in journey[1:]:
        if timedelta(days=touch[0] - part[-1][0]) > LOOKBACK:
            yield tuple(channel for _, channel in part)
            part = []
        part.append(touch)
    yield tuple(channel for _, channel in part)


def exposed(paths: Paths) -> Paths:
    """Repeats side by side are one."""
    found: Paths = Counter()
    for (kind, path, converts), journeys in paths.items():
        found[kind, tuple(channel for channel, _ in groupby(path)), converts] += journeys
    return found


def learned(engine: duckdb.DuckDBPyConnection) -> Paths:
    """What the models learn from."""
    names = dict(engine.execute("select channel_number, channel from int_path_channels").fetchall())
    found: Paths = Counter()
    for kind, path, journeys, conversions in engine.execute("from int_paths").fetchall():
        channels = tuple(names[number] for number in path)
        found[kind, channels, True] += conversions
        found[kind, channels, False] += journeys - conversions
    return +found


def reported(engine: duckdb.DuckDBPyConnection) -> Paths:
    """What the reports show."""
    rows = engine.execute(
        """
        select conversion_type, list(channel order by position), any_value(journeys),
            any_value(conversions), any_value(value), any_value(path_length)
        from rpt_paths group by conversion_type, path_id
        """
    ).fetchall()
    found: Paths = Counter()
    for kind, path, journeys, conversions, value, length in rows:
        assert (value, length) == (10 * conversions, len(path))
        found[kind, tuple(path), True] += conversions
        found[kind, tuple(path), False] += journeys - conversions
    return +found


REPORTED = {"lead": ("lead",), "sale": ("sale", "order")}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few people over half a year, alone or with colleagues."""
    persons = st.sampled_from(["ana", "bob", "cy"])
    days, channels = st.integers(0, 200), st.sampled_from(CHANNELS)
    touches = draw(st.lists(st.tuples(persons, days, channels), min_size=1, max_size=12))
    # Two touches of one owner on one day are in the order of their ids, which is that of the list.
    path = st.lists(channels, min_size=1, max_size=4).map(tuple)
    types = st.sampled_from(["lead", "sale", "order"])
    conversions = draw(st.lists(st.tuples(persons, days, types, path), max_size=4))
    owners = draw(st.sampled_from([{}, {"ana": "acme", "bob": "acme"}]))
    return World(touches, conversions, dict(owners))


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_paths_are_those_of_the_rules(world: World) -> None:
    types = {kind for _, _, kind, _ in world.conversions}
    with built(world) as engine:
        assert reported(engine) == exposed(expected(world, REPORTED))
        assert learned(engine) == exposed(expected(world, {kind: (kind,) for kind in types}))


def test_an_order_is_a_sale_to_a_reader_and_a_type_of_its_own_to_a_model() -> None:
    world = World(
        [("ana", 1, "Email"), ("bob", 2, "Direct"), ("ana", 5, "Direct")],
        [("ana", 3, "order", ("Email",)), ("bob", 3, "sale", ("Direct",))],
    )
    with built(world) as engine:
        assert reported(engine)["sale", ("Email", "Direct"), False] == 0
        assert learned(engine)["sale", ("Email", "Direct"), False] == 1
        assert learned(engine)["order", ("Direct",), False] == 2  # Ana's later touch, and Bob's


@pytest.mark.parametrize(("day", "paths"), [(90, 1), (91, 2)])
def test_a_journey_is_cut_where_more_than_the_lookback_passes(day: int, paths: int) -> None:
    with built(World([("ana", 0, "Email"), ("ana", day, "Direct")])) as engine:
        assert len(reported(engine)) == 2 * paths  # to a lead, and to a sale
        assert learned(engine) == {}
