"""What other systems are known to get wrong, each as a test of ours."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import money
from tests.scenarios.rows import event, lead, link, page, won

GOOGLE = "https://www.google.com/"


def _simple(tag: str, amount: float, referrer: str | None = GOOGLE) -> dict:
    """A visit, a form, a sale; without a visit when there is no referrer."""
    mail = f"{tag}@stories.example"
    visits = [
        page(tag, "2026-04-01 10:00:00", "/", referrer),
        page(
            tag, "2026-04-01 10:05:00", "/demo", event_type="form_submit", form_id="d", email=mail
        ),
    ]  # fmt: skip
    return {
        "web_events": visits if referrer else [],
        "leads": [lead(f"{tag}-lead", "2026-04-01 10:06:00", email=mail)],
        "opportunity_leads": [link(f"{tag}-deal", f"{tag}-lead")],
        "opportunities": [won(f"{tag}-deal", "2026-04-02 10:00:00", "2026-04-09 10:00:00", amount)],
    }


def _late_identity() -> dict:
    """A cookie that is identified long after its first session."""
    return {
        "web_events": [
            page("kd7", "2026-01-10 10:00:00", "/", GOOGLE),
            page("kd7", "2026-04-20 10:00:00", "/"),
            event("kd7", "2026-04-20 10:01:00", "identify", email="kd7@stories.example"),
        ]
    }


def _repeated_paths() -> dict:
    """Three customers with the very same path, each with an amount of its own."""
    together: dict[str, list] = {}
    for number, amount in enumerate((100, 200, 300)):
        for table, rows in _simple(f"kd10-{number}", amount).items():
            together.setdefault(table, []).extend(rows)
    return together


_PARTS = (
    _simple("kd2-paid", 100),
    _simple("kd2-rest", 900, None),
    _simple("kd3-zero", 0),
    _late_identity(),
    _repeated_paths(),
    {
        "calls": [
            {
                "call_id": "kd12-manual",
                "started_at": "2026-04-03 10:00:00",
                "caller_phone": "020 7946 0777",
                "duration_seconds": 60,
                "is_answered": True,
            }
        ]
    },
)
_TABLES = ("web_events", "leads", "opportunity_leads", "opportunities", "calls")

DELIVERIES = {
    "2026-05-15": {
        table: [row for part in _PARTS for row in part.get(table, [])] for table in _TABLES
    }
}


def test_attributed_conversions_count_sales_not_money(nights):
    """A credited sale of 100 beside an uncredited one of 900 is one conversion, not a tenth."""
    found = nights.ask(
        """
        select sum(credits.attributed_units) from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id in ('kd2-paid-deal', 'kd2-rest-deal')
          and conversions.conversion_type = 'sale' and credits.attribution_model = 'linear'
          and credits.channel = 'Organic Search'
        """
    )
    assert found == [(1.0,)]


def test_conversions_without_value_are_conversions(nights):
    found = nights.ask(
        """
        select conversions.conversion_type, sum(credits.credit)
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.person_id = (
            select person_id from marts.fct_opportunities where opportunity_id = 'kd3-zero-deal')
          and credits.attribution_model = 'linear'
          and conversions.conversion_type in ('lead', 'sale')
        group by conversions.conversion_type order by 1
        """
    )
    assert found == [("lead", 1.0), ("sale", 1.0)]


def test_an_old_session_is_stitched_however_late_the_name_comes(nights):
    found = nights.ask(
        """
        select count(distinct sessions.person_id), bool_and(persons.is_identified)
        from marts.fct_sessions as sessions
        inner join marts.dim_persons as persons using (person_id)
        where sessions.visitor_id = 'kd7'
        """
    )
    assert found == [(1, True)]


def test_equal_paths_keep_each_their_own_revenue(nights):
    found = nights.ask(
        """
        select conversions.opportunity_id, sum(credits.attributed_value)
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id like 'kd10-%' and conversions.conversion_type = 'sale'
          and credits.attribution_model = 'time_decay'
        group by 1 order by 1
        """
    )
    assert found == [
        ("kd10-0-deal", *money(100)),
        ("kd10-1-deal", *money(200)),
        ("kd10-2-deal", *money(300)),
    ]


def test_a_manual_call_is_counted(nights):
    found = nights.ask("select count(*) from marts.fct_touchpoints where record_id = 'kd12-manual'")
    assert found == [(1,)]


@pytest.mark.parametrize("touches", [1, 2, 3, 4, 5])
def test_shares_add_up_to_one_on_paths_of_every_length(nights, touches):
    off = nights.ask(
        """
        select journeys.attribution_model, journeys.conversion_id, sum(journeys.credit)
        from marts.rpt_journeys as journeys
        where journeys.touchpoints = ?
        group by all having abs(sum(journeys.credit) - 1) > 1e-9
        """,
        touches,
    )
    assert off == []
    assert nights.ask("select count(*) from marts.rpt_journeys where touchpoints = ?", touches)[0][
        0
    ]
