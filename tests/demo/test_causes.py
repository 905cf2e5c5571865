"""The company drawn again without a channel's effect differs in what follows from that alone."""

from __future__ import annotations

import pytest

from orchestration.demo.causes import channels_of, sales_lost, sales_made
from orchestration.demo.world import SQL, company, make_world, parameters_of

PARAMETERS = parameters_of(scale=0.3, seed=11)


def test_a_world_with_no_change_loses_nothing() -> None:
    assert len(sales_made(PARAMETERS)) > 50
    assert sales_lost(PARAMETERS, ()) == set()


def test_a_channel_without_effect_causes_no_sale() -> None:
    assert sales_lost(PARAMETERS, ("Direct",)) == set()


def test_without_a_channel_no_sale_is_gained_and_some_are_lost() -> None:
    drawn = sales_made(PARAMETERS)
    for channel in channels_of(PARAMETERS):
        assert sales_made(PARAMETERS, (channel,)).keys() <= drawn.keys()
    assert len(sales_lost(PARAMETERS, ("Paid Search",))) > 10


def test_the_channels_together_cause_at_least_what_each_causes() -> None:
    channels = channels_of(PARAMETERS)
    together = sales_lost(PARAMETERS, channels)
    assert set().union(*(sales_lost(PARAMETERS, (name,)) for name in channels)) <= together
    assert 0.5 < len(together) / len(sales_made(PARAMETERS)) < 0.95


def test_with_all_muted_only_those_have_deals_who_needed_nobody() -> None:
    lost = {
        sale_id
        for kind, sale_id in sales_lost(PARAMETERS, channels_of(PARAMETERS))
        if kind == "deal"
    }
    with company(PARAMETERS) as engine:
        make_world(engine, skip=("17_untouched.sql", "20_stories.sql"))
        expected = engine.execute(
            "select deal_id from deals inner join leads using (person_number)"
            " where won_at is not null and leads.cause != 'baseline'"
        ).fetchall()
    assert lost == {deal for (deal,) in expected}


def test_with_all_muted_only_orders_remain_that_would_have_come_anyway() -> None:
    remaining = sales_made(PARAMETERS, channels_of(PARAMETERS))
    with company(PARAMETERS) as engine:
        make_world(engine, skip=("17_untouched.sql", "20_stories.sql"))
        causes = dict(engine.execute("select order_number, cause from orders").fetchall())
    found = {causes[number] for kind, number in remaining if kind == "order"}
    assert found == {"baseline"}
    assert len(causes) > sum(kind == "order" for kind, _ in remaining)


def test_people_and_their_visits_are_the_same_in_both_worlds() -> None:
    seen = []
    for muted in ([], ["Paid Search"]):
        with company(PARAMETERS | {"muted": muted}) as engine:
            for file in sorted((SQL / "world").glob("0*.sql")):
                engine.execute(file.read_text(encoding="utf-8"))
            seen.append(engine.execute("from visits order by visit_number").fetchall())
    assert seen[0] == seen[1]


def test_a_channel_nobody_has_heard_of_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such channel — Skywriting"):
        sales_lost(PARAMETERS, ("Skywriting",))
