"""A1 and A3. John: organic search, paid search and a chat, direct and a call; later refunds."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import money
from tests.scenarios.rows import lead, link, page, won

GCLID = "Cj0KCQjohn-a1"
# One number and one caller a story, or the three Johns would be one person.
NUMBERS = {"a1": "01", "a3p2": "02", "a3f3": "03"}


def _phone(tag: str) -> str:
    return f"020 7946 02{NUMBERS[tag]}"


def _story(tag: str) -> dict:
    visitor, mail = f"{tag}-john", f"{tag}.john@stories.example"
    return {
        "web_events": [
            page(visitor, "2026-03-02 10:00:00", "/", "https://www.google.com/"),
            page(visitor, "2026-03-06 14:00:00", f"/pricing?gclid={GCLID}-{tag}"),
            page(visitor, "2026-03-20 09:30:00", "/contact"),
        ],
        "ad_clicks": [
            {
                "platform": "google_ads",
                "click_id": f"{GCLID}-{tag}",
                "clicked_on": "2026-03-06",
                "account_id": "111",
                "campaign_id": f"{tag}-c1",
                "campaign_name": "Sensors UK",
                "campaign_type": "SEARCH",
                "network": "SEARCH",
                "ad_group_id": "g1",
                "ad_group_name": "Weather sensors",
                "ad_id": "a1",
                "ad_name": "Sensor ad",
                "keyword": "lab weather sensor",
                "match_type": "EXACT",
            }
        ],
        "chats": [
            {
                "chat_id": f"{tag}-chat",
                "started_at": "2026-03-06 14:12:00",
                "visitor_id": visitor,
                "email": mail,
                "is_lead": True,
            }
        ],
        "leads": [lead(f"{tag}-lead", "2026-03-06 14:12:30", email=mail, phone=_phone(tag))],
        "opportunity_leads": [link(f"{tag}-deal", f"{tag}-lead")],
        "number_leases": [
            {
                "tracking_number": f"+4420794601{NUMBERS[tag]}",
                "visitor_id": visitor,
                "leased_from": "2026-03-20 09:30:00",
                "leased_until": "2026-03-20 10:00:00",
            }
        ],
        "calls": [
            {
                "call_id": f"{tag}-call",
                "started_at": "2026-03-20 09:45:00",
                "tracking_number": f"+4420794601{NUMBERS[tag]}",
                "caller_phone": _phone(tag),
                "duration_seconds": 300,
                "is_answered": True,
            }
        ],
    }


def _with(story: dict, **more: list) -> dict:
    return {**story, **more}


def _won(tag: str) -> dict:
    return won(f"{tag}-deal", "2026-03-10 09:00:00", "2026-03-20 09:45:00", 1000)


def _refund(tag: str, number: int, amount: float, at: str) -> dict:
    return {
        "refund_id": f"{tag}-r{number}",
        "crm": "crm",
        "opportunity_id": f"{tag}-deal",
        "refunded_at": at,
        "amount": amount,
        "currency": "GBP",
    }


DELIVERIES = {
    "2026-03-21": _with(_story("a1"), opportunities=[_won("a1")]),
    "2026-03-25": _with(_story("a3p2"), opportunities=[_won("a3p2")]),
    "2026-03-28": _with(_story("a3f3"), opportunities=[_won("a3f3")]),
    "2026-05-15": {
        "refunds": [
            _refund("a3p2", 1, 250, "2026-04-02 12:00:00"),
            _refund("a3f3", 1, 250, "2026-04-02 12:00:00"),
            _refund("a3f3", 2, 750, "2026-04-03 12:00:00"),
        ]
    },
}

REVENUE = {
    "first_touch": (1000, 0, 0),
    "last_touch": (0, 0, 1000),
    "last_non_direct": (0, 1000, 0),
    "linear": ("333.34", "333.33", "333.33"),
    "linear_non_direct": (500, 500, 0),
    "position_based": (400, 200, 400),
    "time_decay": ("118.45", "178.94", "702.61"),
    "u_shaped": (400, 400, 200),
    "w_shaped": (300, 600, 100),
    "full_path": (250, 500, 250),
    "full_path_non_direct": (250, 750, 0),
}

LEAD = {
    "first_touch": (1, 0),
    "last_touch": (0, 1),
    "linear": (0.5, 0.5),
    "time_decay": (0.3983, 0.6017),
}


@pytest.mark.parametrize("model", REVENUE)
def test_revenue_of_each_touch(nights, model):
    assert _full(nights, "a1-deal", model) == money(*REVENUE[model])


@pytest.mark.parametrize("model", LEAD)
def test_the_lead_has_a_journey_of_its_own(nights, model):
    found = nights.ask(
        """
        select coalesce(journeys.credit, 0)
        from marts.rpt_journeys as journeys
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.conversion_type = 'lead' and journeys.attribution_model = ?
          and conversions.person_id = (
            select person_id from marts.fct_opportunities where opportunity_id = 'a1-deal')
        order by journeys.position
        """,
        model,
    )
    assert [round(credit, 4) for (credit,) in found] == list(LEAD[model])


def test_the_call_is_no_touch_of_its_own(nights):
    touches = nights.ask(
        """
        select touchpoint_type, channel, touchpoint_at from marts.fct_touchpoints
        where person_id = (select person_id from marts.fct_opportunities
                           where opportunity_id = 'a1-deal')
        order by touchpoint_at
        """
    )
    assert [(kind, channel) for kind, channel, _ in touches] == [
        ("session", "Organic Search"),
        ("session", "Paid Search"),
        ("session", "Direct"),
    ]


def test_the_click_id_names_campaign_ad_and_keyword(nights):
    found = nights.ask(
        "select campaign, ad_group_name, ad_name, keyword from marts.fct_touchpoints"
        " where click_id = ?",
        f"{GCLID}-a1",
    )
    assert found == [("Sensors UK", "Weather sensors", "Sensor ad", "lab weather sensor")]


def test_one_inquiry_in_chat_and_crm_is_one_lead(nights):
    leads = nights.ask(
        """
        select inquiry_type, conversion_at::varchar from marts.fct_conversions
        where conversion_type = 'lead' and person_id = (
            select person_id from marts.fct_opportunities where opportunity_id = 'a1-deal')
        """
    )
    assert leads == [("chat", "2026-03-06 14:12:00")]


REFUND_ROWS = {
    "linear": (("-83.34", "-83.33", "-83.33"), ("250.00", "250.00", "250.00")),
    "time_decay": (("-29.61", "-44.73", "-175.66"), ("88.84", "134.21", "526.95")),
}


@pytest.mark.parametrize("model", REFUND_ROWS)
def test_a_refund_takes_back_by_the_original_weights(nights, model):
    rows, net = REFUND_ROWS[model]
    assert nights.credit("a3p2-deal", model, "refund") == money(*rows)
    assert _net(nights, "a3p2-deal", model) == money(*net)


def test_full_refund_nets_to_nothing_on_every_touch_under_every_model(nights):
    left = nights.ask(
        """
        select credits.attribution_model, credits.touchpoint_id, sum(credits.attributed_value)
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id = 'a3f3-deal'
          and conversions.conversion_type in ('sale', 'refund', 'reversal')
        group by all having sum(credits.attributed_value) <> 0
        """
    )
    assert left == []


def test_a_refund_stands_on_its_own_day_and_on_the_sales_day(nights):
    found = nights.ask(
        """
        select conversion_type, conversion_date::varchar, event_date::varchar, value, units
        from marts.fct_conversions
        where opportunity_id = 'a3p2-deal' and conversion_type in ('sale', 'refund')
        order by event_date
        """
    )
    sale, refund = found
    assert sale[:3] == ("sale", "2026-03-20", "2026-03-20")
    assert refund[:3] == ("refund", "2026-03-20", "2026-04-02")
    assert [sale[3], refund[3]] == money(1000, -250)
    assert (sale[4], refund[4]) == (1, 0)


def _full(nights, deal: str, model: str) -> list:
    """Value of each touch of the journey in order, zero where the model gives nothing."""
    rows = nights.ask(
        """
        select coalesce(journeys.attributed_value, 0)
        from marts.rpt_journeys as journeys
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id = ? and conversions.conversion_type = 'sale'
          and journeys.attribution_model = ?
        order by journeys.position
        """,
        deal,
        model,
    )
    return [value for (value,) in rows]


def _net(nights, deal: str, model: str) -> list:
    rows = nights.ask(
        """
        select journeys.attributed_value_net
        from marts.rpt_journeys as journeys
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id = ? and conversions.conversion_type = 'sale'
          and journeys.attribution_model = ?
        order by journeys.position
        """,
        deal,
        model,
    )
    return [value for (value,) in rows]
