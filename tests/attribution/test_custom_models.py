"""Custom models: milestones, the rest, factors, exclusions; the sum is one, whatever is asked."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.rules.project_sql import ProjectSql
from orchestration.settings import PROJECT_DIR

PROJECT = ProjectSql(PROJECT_DIR)
MODELS = ["int_custom_multipliers", "int_custom_touchpoints", "int_custom_credits"]
Touch = tuple[str, str, bool, bool, bool]  # channel, content, by lead, by opportunity, by close
ALL, BY_DEAL, LATE = (True,) * 3, (False, True, True), (False, False, True)

JOURNEY: list[Touch] = [
    ("Organic Search", "/blog/a", *ALL),
    ("Paid Search", "/pricing", *ALL),  # the lead
    ("Email", "/news", *BY_DEAL),  # the opportunity
    ("Referral", "/blog/b", *LATE),
    ("Direct", "/", *LATE),  # the close
]


def credits(
    journey: list[Touch], models: list[tuple], rules: list[tuple] = ()
) -> dict[str, list[float]]:
    """Credit of each touch of one journey, by model; 0 for those left out."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        PROJECT.load_seeds(connection, ["custom_models", "custom_model_rules"])
        connection.execute("delete from custom_models; delete from custom_model_rules")
        for row in models:
            connection.execute("insert into custom_models values (?, ?, ?, ?, ?, ?)", row)
        for row in rules:
            connection.execute("insert into custom_model_rules values (?, ?, ?, ?, ?)", row)
        connection.execute(
            "create table int_journey_touchpoints (conversion_id text, touchpoint_id text,"
            " position bigint, channel text, content text, is_by_lead boolean,"
            " is_by_opportunity boolean, is_by_close boolean)"
        )
        for position, touch in enumerate(journey, start=1):
            connection.execute(
                "insert into int_journey_touchpoints values ('sale', ?, ?, ?, ?, ?, ?, ?)",
                [f"t{position}", position, *touch],
            )
        PROJECT.build(connection, MODELS)
        found = dict(
            ((model, touch), credit)
            for model, touch, credit in connection.execute(
                "select attribution_model, touchpoint_id, credit from int_custom_credits"
            ).fetchall()
        )
    return {
        model: [found.get((model, f"t{place}"), 0.0) for place in range(1, len(journey) + 1)]
        for model, *_ in models
    }


def test_every_row_of_the_seed_is_a_model() -> None:
    found = credits(
        JOURNEY,
        [("ours", 0.4, 0.4, 0, 0, 0.2), ("ends", 1, 0, 0, 1, 0), ("all", 0, 0, 0, 0, 5)],
    )
    assert found["ours"] == pytest.approx([0.4, 0.4, 0.2 / 3, 0.2 / 3, 0.2 / 3])
    assert found["ends"] == pytest.approx([0.5, 0, 0, 0, 0.5])
    assert found["all"] == pytest.approx([0.2] * 5)


def test_factors_weigh_by_channel_and_by_content() -> None:
    rules = [
        ("m", 1, "Email", None, 0.5),
        ("m", 2, None, "^/blog", 3.0),
        ("other", 1, None, None, 9),
    ]
    found = credits(JOURNEY, [("m", 0, 0, 0, 0, 1)], rules)
    assert found["m"] == pytest.approx([3 / 8.5, 1 / 8.5, 0.5 / 8.5, 3 / 8.5, 1 / 8.5])


def test_the_first_rule_that_fits_counts() -> None:
    rules = [("m", 2, None, "^/blog", 100.0), ("m", 1, "Referral", None, 1.0)]
    found = credits(JOURNEY, [("m", 0, 0, 0, 0, 1)], rules)
    assert found["m"] == pytest.approx([100 / 104, 1 / 104, 1 / 104, 1 / 104, 1 / 104])


def test_what_is_excluded_hands_its_milestone_to_the_touch_before() -> None:
    found = credits(JOURNEY, [("m", 0.3, 0.3, 0, 0.3, 0.1)], [("m", 1, "Direct", None, 0)])
    assert found["m"] == pytest.approx([0.3, 0.3, 0.1, 0.3, 0])


def test_a_journey_of_excluded_touches_alone_keeps_them() -> None:
    rules = [("m", 1, "Direct", None, 0)]
    found = credits([("Direct", "/", *ALL), ("Direct", "/x", *ALL)], [("m", 3, 0, 0, 0, 1)], rules)
    assert found["m"] == pytest.approx([0.75, 0.25])


def test_a_model_of_a_milestone_that_is_missing_shares_equally() -> None:
    assert credits([JOURNEY[3], JOURNEY[4]], [("m", 0, 1, 0, 0, 0)])["m"] == [0.5, 0.5]


SHARE = st.floats(0, 10).map(lambda value: round(value, 3))


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(JOURNEY), min_size=1, max_size=7),
    st.tuples(SHARE, SHARE, SHARE, SHARE, SHARE),
    st.lists(st.tuples(st.sampled_from(["Direct", "Email", None]), SHARE), max_size=3),
)
def test_credit_adds_up_to_one(journey: list[Touch], shares: tuple, factors: list) -> None:
    rules = [("m", order, channel, None, factor) for order, (channel, factor) in enumerate(factors)]
    found = credits(journey, [("m", *shares)], rules)["m"]
    assert sum(found) == pytest.approx(1, abs=1e-9)
    assert min(found) >= 0
