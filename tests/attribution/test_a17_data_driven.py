"""A17. The toy of six paths, with visitors who never buy: weights and credit of both models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.scenarios.rows import Row, event, page
from tests.support.company import Company

NIGHT = "2026-05-15 03:00:00"
# Path (O organic search, P paid search, D display), journeys that order, journeys that do not.
TOY = {"O": (10, 40), "P": (20, 60), "OP": (15, 15), "PD": (10, 10), "OPD": (5, 5), "D": (5, 45)}
CHANNELS = {"O": "Organic Search", "P": "Paid Search", "D": "Display"}
SETTINGS = {"data_driven_min_conversions": 0, "data_driven_min_channel_conversions": 0}


def visits() -> Iterator[Row]:
    """Every journey is a visitor of its own; each channel comes twice in a row: one step."""
    for path, (orders, others) in TOY.items():
        for number in range(orders + others):
            visitor = f"a17-{path}-{number}"
            start = datetime(2026, 4, 1) + timedelta(minutes=number)
            for step, channel in enumerate([channel for channel in path for _ in range(2)]):
                yield _visit(visitor, channel, start + timedelta(days=step), step)
            if number < orders:
                ordered_at = start + timedelta(days=2 * len(path) - 1, minutes=5)
                yield event(
                    visitor, str(ordered_at), "order", order_id=visitor, value=10.01, currency="GBP"
                )


def _visit(visitor: str, channel: str, at: datetime, step: int) -> Row:
    if channel == "O":
        return page(visitor, str(at), "/", "https://www.google.com/")
    if channel == "P":
        return page(visitor, str(at), f"/?gclid={visitor}-{step}")
    return page(visitor, str(at), "/?utm_source=news.example&utm_medium=banner&utm_campaign=c")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    company = Company(tmp_path_factory.mktemp("a17"), vars=SETTINGS)
    company.night(NIGHT, {"web_events": list(visits())})
    return company


def weights(company: Company, model: str, column: str) -> dict[str, float]:
    rows = company.ask(
        NIGHT,
        f"select channel, {column} from marts.fct_channel_weights "
        "where attribution_model = ? and conversion_type = 'order'",
        model,
    )
    return dict(rows)


def expected(organic: float, paid: float, display: float) -> dict[str, object]:
    values = {"Organic Search": organic, "Paid Search": paid, "Display": display}
    return {channel: pytest.approx(value, abs=5e-7) for channel, value in values.items()}


def test_removal_effects(company: Company) -> None:
    for model in ("markov", "shapley"):
        found = weights(company, model, "removal_effect")
        assert found == expected(0.340659341, 0.653846154, 0.307692308)


def test_conversions_by_removal_effect(company: Company) -> None:
    found = weights(company, "markov", "attributed_conversions")
    assert {channel: round(value, 4) for channel, value in found.items()} == {
        "Organic Search": 17.0042, "Paid Search": 32.6371, "Display": 15.3586,
    }  # fmt: skip
    assert sum(found.values()) == pytest.approx(65, abs=1e-9)


def test_conversions_by_shapley_value(company: Company) -> None:
    found = weights(company, "shapley", "attributed_conversions")
    assert found == expected(15.714286, 33.392857, 15.892857)


def test_what_was_fitted(company: Company) -> None:
    rows = company.ask(
        NIGHT,
        "select channel, journeys, conversions, paths, fitted_journeys, fitted_conversions, "
        "is_pooled, is_fallback from marts.fct_channel_weights "
        "where attribution_model = 'markov' order by channel",
    )
    assert rows == [
        ("Display", 80, 20, 3, 240, 65, False, False),
        ("Organic Search", 90, 30, 3, 240, 65, False, False),
        ("Paid Search", 140, 50, 4, 240, 65, False, False),
    ]


def test_credit_by_journey(company: Company) -> None:
    rows = company.ask(
        NIGHT,
        "select channel, sum(credit) from marts.fct_attribution_credits "
        "where attribution_model = 'markov' and conversion_type = 'order' group by channel",
    )
    assert dict(rows) == expected(16.446138, 39.172427, 9.381435)


def test_two_touches_of_one_channel_share_its_weight(company: Company) -> None:
    rows = company.ask(
        NIGHT,
        """
        select distinct channel, credit from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where attribution_model = 'markov' and order_id like 'a17-OPD-%' order by channel
        """,
    )
    total = 0.340659341 + 0.653846154 + 0.307692308
    assert [(channel, round(credit, 6)) for channel, credit in rows] == [
        ("Display", round(0.307692308 / total / 2, 6)),
        ("Organic Search", round(0.340659341 / total / 2, 6)),
        ("Paid Search", round(0.653846154 / total / 2, 6)),
    ]


def test_money_is_conserved(company: Company) -> None:
    rows = company.ask(
        NIGHT,
        "select attribution_model, sum(attributed_value_minor) from marts.fct_attribution_credits "
        "where attribution_model in ('linear', 'markov', 'shapley') group by 1 order by 1",
    )
    assert rows == [("linear", 65 * 1001), ("markov", 65 * 1001), ("shapley", 65 * 1001)]
