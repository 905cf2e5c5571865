"""A5. A call to an offline number is a touch and a lead of its own; a short one only a touch."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import money
from tests.scenarios.rows import lead, link, won

# The number of the trade show in seeds/tracking_numbers.csv.
NUMBER = "+442079460199"


def _call(call_id: str, phone: str, seconds: int) -> dict:
    return {
        "call_id": call_id,
        "started_at": "2026-03-11 11:00:00",
        "tracking_number": NUMBER,
        "caller_phone": phone,
        "duration_seconds": seconds,
        "is_answered": True,
    }


DELIVERIES = {
    "2026-05-15": {
        "calls": [_call("a5-long", "01632 960501", 95), _call("a5-short", "01632 960502", 12)],
        "leads": [lead("a5-lead", "2026-03-15 09:00:00", phone="+441632960501")],
        "opportunity_leads": [link("a5-deal", "a5-lead")],
        "opportunities": [won("a5-deal", "2026-03-20 09:00:00", "2026-04-02 12:00:00", 2500)],
    }
}


@pytest.mark.parametrize(
    "model", ["first_touch", "last_touch", "last_non_direct", "linear", "time_decay", "full_path"]
)
def test_the_call_earns_everything(nights, model):
    assert nights.credit("a5-deal", model) == money(2500)


def test_the_touch_is_offline_and_never_direct(nights):
    found = nights.ask(
        """
        select touchpoint_type, channel, campaign, is_direct from marts.fct_touchpoints
        where person_id = (select person_id from marts.fct_opportunities
                           where opportunity_id = 'a5-deal')
        """
    )
    assert found == [("call", "Offline", "Trade Show Q1", False)]


def test_a_short_call_is_a_touch_but_no_lead(nights):
    person = """
        select person_id from intermediate.int_person_keys
        where key = (select 'p:' || caller_phone_key from intermediate.int_calls
                     where call_id = 'a5-short')
    """
    touches = nights.ask(f"select count(*) from marts.fct_touchpoints where person_id = ({person})")
    leads = nights.ask(f"select count(*) from marts.fct_conversions where person_id = ({person})")
    assert touches == [(1,)]
    assert leads == [(0,)]
