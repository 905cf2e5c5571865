"""A12 window and session edges, A13 money, A16 deals without any touch."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.scenarios.conftest import money
from tests.scenarios.rows import lead, link, page, won

LEAD_AT = datetime(2026, 4, 10, 12, 0, 0)
EDGE = LEAD_AT - timedelta(seconds=90 * 86400)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _window(tag: str, first_touch: datetime) -> dict:
    visitor, mail = f"{tag}-vi", f"{tag}.vi@stories.example"
    form = {"event_type": "form_submit", "form_id": "demo", "email": mail}
    return {
        "web_events": [
            page(visitor, _text(first_touch), "/", "https://www.google.com/"),
            page(visitor, _text(LEAD_AT), "/demo", **form),
        ],
        "leads": [lead(f"{tag}-lead", _text(LEAD_AT + timedelta(seconds=30)), email=mail)],
        "opportunity_leads": [link(f"{tag}-deal", f"{tag}-lead")],
        "opportunities": [won(f"{tag}-deal", "2026-04-11 10:00:00", "2026-04-20 10:00:00", 1000)],
    }


def _sessions() -> dict:
    start = datetime(2026, 4, 1, 9, 0, 0)

    def at(seconds: int) -> str:
        return _text(start + timedelta(seconds=seconds))

    return {
        "web_events": [
            page("a12-gap", at(0)),
            page("a12-gap", at(1800)),
            page("a12-gap2", at(0)),
            page("a12-gap2", at(1801)),
            page("a12-reload", at(0), "/?gclid=a12-r"),
            page("a12-reload", at(60), "/?gclid=a12-r"),
            page("a12-campaign", at(0), "/?utm_source=x&utm_medium=cpc&utm_campaign=one"),
            page("a12-campaign", at(60), "/?utm_source=x&utm_medium=cpc&utm_campaign=two"),
        ]
    }


def _money() -> dict:
    mail = "a13.eu@stories.example"
    visits = [page("a13-eu", f"2026-04-0{day} 10:00:00", "/", "https://www.google.com/")
              for day in (1, 2, 3)]  # fmt: skip
    form = page("a13-eu", "2026-04-03 10:05:00", "/demo", event_type="form_submit", email=mail)
    return {
        "web_events": [*visits, form],
        "leads": [lead("a13-lead", "2026-04-03 10:05:20", email=mail)],
        "opportunity_leads": [link(deal, "a13-lead") for deal in ("a13-eur", "a13-jpy", "a13-gbp")],
        "opportunities": [
            won("a13-eur", "2026-04-04 10:00:00", "2026-04-10 10:00:00", 900, currency="EUR"),
            won("a13-jpy", "2026-04-04 10:00:00", "2026-04-10 10:00:00", 1000, currency="JPY"),
            won("a13-gbp", "2026-04-04 10:00:00", "2026-04-10 10:00:00", 100),
        ],
        "fx_rates": [
            _rate("2026-04-01", "EUR", 0.8),
            _rate("2026-04-10", "EUR", 0.85),
            _rate("2026-04-11", "EUR", 0.99),
            _rate("2026-04-01", "JPY", 0.0051),
        ],
    }


def _rate(day: str, currency: str, rate: float) -> dict:
    return {"rate_date": day, "from_currency": currency, "to_currency": "GBP", "rate": rate}


def _untouched() -> dict:
    return {
        "opportunities": [
            won(
                "a16-declared", "2026-04-01 10:00:00", "2026-04-05 10:00:00", 700,
                declared_source="Referral partner",
            ),
            won("a16-nothing", "2026-04-01 10:00:00", "2026-04-05 10:00:00", 800),
        ]
    }  # fmt: skip


_PARTS = (
    _window("a12in", EDGE),
    _window("a12out", EDGE - timedelta(seconds=1)),
    _sessions(),
    _money(),
    _untouched(),
)
_TABLES = ("web_events", "leads", "opportunity_leads", "opportunities", "fx_rates")

DELIVERIES = {
    "2026-05-15": {
        table: [row for part in _PARTS for row in part.get(table, [])] for table in _TABLES
    }
}


def test_ninety_days_to_the_second(nights):
    assert nights.credit("a12in-deal", "linear") == money(500, 500)
    assert nights.credit("a12out-deal", "linear") == money(1000)


def test_session_edges(nights):
    found = nights.ask(
        "select visitor_id, count(*) from marts.fct_sessions"
        " where visitor_id like 'a12-%' group by visitor_id order by visitor_id"
    )
    assert found == [("a12-campaign", 2), ("a12-gap", 1), ("a12-gap2", 2), ("a12-reload", 1)]


def test_a_deal_keeps_the_rate_of_its_day(nights):
    found = nights.ask(
        "select value, value_reporting, value_minor from marts.fct_conversions"
        " where opportunity_id = 'a13-eur' and conversion_type = 'sale'"
    )
    assert found == [(*money(900, 765), 90000)]


def test_a_currency_without_minor_units(nights):
    found = nights.ask(
        "select value, value_minor, value_reporting from marts.fct_conversions"
        " where opportunity_id = 'a13-jpy' and conversion_type = 'sale'"
    )
    assert found == [(money(1000)[0], 1000, money("5.10")[0])]


def test_the_odd_penny_goes_to_the_earlier_touch(nights):
    assert nights.credit("a13-gbp", "linear") == money("33.34", "33.33", "33.33")


def test_deals_without_a_touch_keep_their_money(nights):
    found = nights.ask(
        """
        select conversions.opportunity_id, credits.credit_kind, credits.channel,
               credits.attributed_value
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id like 'a16-%' and conversions.conversion_type = 'sale'
          and credits.attribution_model = 'time_decay'
        order by all
        """
    )
    assert found == [
        ("a16-declared", "declared", "Referral partner", *money(700)),
        ("a16-nothing", "unattributed", "Unattributed", *money(800)),
    ]


def test_every_model_adds_up_to_the_crm(nights):
    found = nights.ask(
        """
        with booked as (
            select sum(value_reporting) as total from marts.fct_conversions
            where conversion_type in ('sale', 'order', 'refund', 'reversal')
        )
        select attribution_model, sum(attributed_value) - (select total from booked)
        from marts.fct_attribution_credits
        where conversion_type in ('sale', 'order', 'refund', 'reversal')
        group by attribution_model
        having sum(attributed_value) <> (select total from booked)
        """
    )
    assert found == []
