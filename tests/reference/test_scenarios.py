"""The judge judged: what the specification's scenarios say in numbers, by the plain computation."""

from __future__ import annotations

import pytest

from tests.reference.harness import WORLD
from tests.reference.marts import Marts, marts
from tests.scenarios import test_a01_john, test_a02_rebecca, test_a06_a07_identity, test_a09_to_a11
from tests.scenarios.rows import merged

JOHN = {
    "first_touch": [100000],
    "last_touch": [100000],
    "last_non_direct": [100000],
    "linear": [33334, 33333, 33333],
    "linear_non_direct": [50000, 50000],
    "position_based": [40000, 20000, 40000],
    "time_decay": [11845, 17894, 70261],
    "u_shaped": [40000, 40000, 20000],
    "w_shaped": [30000, 60000, 10000],
    "full_path": [25000, 50000, 25000],
    "full_path_non_direct": [25000, 75000],
}
REBECCA = {
    "linear": [120000] * 5,
    "position_based": [240000, 40000, 40000, 40000, 240000],
    "time_decay": [38791, 78226, 94185, 126763, 262035],
    "u_shaped": [240000, 240000, 40000, 40000, 40000],
    "w_shaped": [180000, 180000, 30000, 180000, 30000],
    "full_path": [135000, 135000, 60000, 135000, 135000],
}
MODULES = (test_a01_john, test_a02_rebecca, test_a06_a07_identity, test_a09_to_a11)


@pytest.fixture(scope="module")
def told() -> Marts:
    delivered = [tables for module in MODULES for tables in module.DELIVERIES.values()]
    return marts(merged(delivered), WORLD)


def _credit(told: Marts, deal: str, model: str, kind: str = "sale") -> list[int]:
    at = {row["touchpoint"]: row["touchpoint_at"] for row in told["fct_touchpoints"]}
    rows = [
        row for row in told["fct_attribution_credits"]
        if row["conversion"][:2] == (kind, deal) and row["attribution_model"] == model
    ]  # fmt: skip
    return [row["minor"] for row in sorted(rows, key=lambda row: at[row["touchpoint"]])]


@pytest.mark.parametrize("model", JOHN)
def test_john(told, model):
    assert _credit(told, "a1-deal", model) == JOHN[model]


@pytest.mark.parametrize("model", REBECCA)
def test_rebecca(told, model):
    assert _credit(told, "a2-deal", model) == REBECCA[model]


def test_a_refund_takes_back_by_the_weights_of_its_sale(told):
    linear, decay = (
        [row["minor"] for row in told["fct_attribution_credits"]
         if row["attribution_model"] == model and row["conversion"][0] == "refund"
         and row["minor"] in expected]
        for model, expected in (("linear", (-8334, -8333)), ("time_decay", (-2961, -4473, -17566)))
    )  # fmt: skip
    assert linear[:3] == [-8334, -8333, -8333]
    assert decay[:3] == [-2961, -4473, -17566]


def test_direct_alone_keeps_its_credit(told):
    assert _credit(told, "a9-deal", "last_non_direct") == [30000]
    assert _credit(told, "a9-deal", "time_decay") == [13520, 16480]


def test_a_customers_second_deal_starts_anew(told):
    assert _credit(told, "a10-B", "linear") == [400000]
    carried = [
        row["credit_kind"] for row in told["fct_attribution_credits"]
        if row["conversion"][:2] == ("sale", "a10c-B") and row["attribution_model"] == "linear"
    ]  # fmt: skip
    assert carried == ["carried"]


def test_a_shared_device_stays_two_people(told):
    own = [row["person"] for row in told["fct_sessions"] if row["visitor_id"] == "a7-K"]
    assert len(own) == 5 and own[0] == own[1] == own[2] != own[3] == own[4]
