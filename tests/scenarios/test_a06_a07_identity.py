"""A6 and A7. Two devices become one person afterwards; one device stays two people."""

from __future__ import annotations

import pytest

from tests.scenarios.rows import event, lead, page

MAIL = "a6.eve@stories.example"

DELIVERIES = {
    "2026-03-04": {
        "web_events": [
            page(
                "a6-phone", "2026-03-01 20:00:00",
                "/?utm_source=facebook&utm_medium=paid-social&utm_campaign=a6",
            ),
            page("a6-laptop", "2026-03-03 09:00:00", "/"),
            page(
                "a6-laptop", "2026-03-03 09:05:00", "/demo", event_type="form_submit",
                form_id="a6-demo", email=MAIL,
            ),
            # A7: one cookie, Ann and then Bob.
            page("a7-K", "2026-02-01 10:00:00", "/"),
            page("a7-K", "2026-02-02 10:00:00", "/account", user_id="a7-ann"),
            page("a7-K", "2026-02-05 10:00:00", "/"),
            page("a7-K", "2026-02-10 10:00:00", "/account", user_id="a7-bob"),
            page("a7-K", "2026-02-12 10:00:00", "/"),
        ],
    },
    "2026-03-21": {
        "web_events": [
            page(
                "a6-phone", "2026-03-05 08:00:00", "/news?utm_source=news&utm_medium=email",
                email=MAIL,
            ),
            # The three-hop variant: cookie → e-mail → CRM contact → phone → call.
            page("a6-hop", "2026-03-10 10:00:00", "/", "https://duckduckgo.com/"),
            event("a6-hop", "2026-03-10 10:01:00", "identify", email="a6.hop@stories.example"),
        ],
        "leads": [
            lead(
                "a6-hop-lead", "2026-03-11 10:00:00", email="a6.hop@stories.example",
                phone="01632 960606",
            )
        ],
        "calls": [
            {
                "call_id": "a6-hop-call",
                "started_at": "2026-03-12 15:00:00",
                "tracking_number": "+442079460199",
                "caller_phone": "+44 1632 960606",
                "duration_seconds": 120,
                "is_answered": True,
            }
        ],
    },
}  # fmt: skip

LEAD = """conversions.conversion_type = 'lead' and conversions.conversion_at = '2026-03-03 09:05:00'
    and conversions.inquiry_type = 'form'"""


@pytest.mark.parametrize("model", ["first_touch", "last_touch", "last_non_direct", "linear"])
def test_before_the_link_the_lead_is_all_direct(nights, model):
    channels = nights.ask(
        f"""
        select credits.channel, credits.credit from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where {LEAD} and credits.attribution_model = ?
        """,
        model,
        night="2026-03-04",
    )
    assert channels == [("Direct", 1.0)]


@pytest.mark.parametrize(
    ("model", "shares"),
    [
        ("first_touch", [("Paid Social", 1.0)]),
        ("last_non_direct", [("Paid Social", 1.0)]),
        ("linear", [("Direct", 0.5), ("Paid Social", 0.5)]),
        ("time_decay", [("Direct", 0.5381), ("Paid Social", 0.4619)]),
    ],
)
def test_after_the_link_the_phone_earns(nights, model, shares):
    found = nights.ask(
        f"""
        select credits.channel, round(credits.credit, 4)
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where {LEAD} and credits.attribution_model = ? and credits.credit > 0
        order by credits.channel
        """,
        model,
    )
    assert found == shares


def test_three_hops_are_one_person(nights):
    found = nights.ask(
        """
        select count(*) from marts.fct_touchpoints
        where person_id = (select person_id from intermediate.int_person_keys
                           where key = 'l:crm:a6-hop-lead')
        """
    )
    assert found == [(2,)]


def test_sessions_of_a_shared_device_go_to_who_was_known_then(nights):
    found = nights.ask(
        """
        select strftime(sessions.session_started_at, '%d %b'), keys.key
        from marts.fct_sessions as sessions
        inner join intermediate.int_person_keys as keys using (person_id)
        where sessions.visitor_id = 'a7-K' order by sessions.session_started_at
        """
    )
    assert found == [
        ("01 Feb", "u:a7-ann"),
        ("02 Feb", "u:a7-ann"),
        ("05 Feb", "u:a7-ann"),
        ("10 Feb", "u:a7-bob"),
        ("12 Feb", "u:a7-bob"),
    ]


def test_an_old_id_still_resolves(nights):
    before = nights.ask(
        "select person_id from marts.fct_sessions where visitor_id = 'a6-phone'", night="2026-03-04"
    )[0][0]
    now = nights.ask(
        "select distinct person_id from marts.fct_sessions where visitor_id = 'a6-phone'"
    )
    resolved = nights.ask(
        "select person_id from marts.person_merges where old_person_id = ?", before
    )
    assert resolved == now
