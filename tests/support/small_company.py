"""A dozen people and three deals as landing files: enough that every mart has rows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.support.landing_files import write_landing

Row = dict[str, Any]

NOW = "2026-06-01T03:00:00+00:00"
CAMPAIGN = "Probes [bold]UK[/bold]"  # names are user input: this one looks like markup
DEALS = {"d1": (1000, "GBP"), "d2": (499.99, "EUR"), "d3": (250, "GBP")}

_ARRIVALS = (
    ("/?gclid=Cj0KCQ-small-1", None),
    ("/guide", "https://www.google.com/"),
    ("/?utm_source=newsletter&utm_medium=email&utm_campaign=may", None),
    ("/?utm_source=linkedin&utm_medium=cpc&utm_campaign=brand", "https://www.linkedin.com/"),
    ("/pricing", "https://chatgpt.com/"),
    ("/", None),
)


def email(number: int) -> str:
    """The address of one of the people, counted from 1."""
    return f"person{number}@small.example"


def deliver(home: Path, **more: list[Row]) -> None:
    """The company's files, as they lie in landing before the first night; `more` rows by table."""
    tables = company()
    for table, rows in more.items():
        tables[table] = [*tables.get(table, []), *rows]
    write_landing(home, tables, name="may")


def company() -> dict[str, list[Row]]:
    """Landing rows by table."""
    return {
        "web_events": [row for number in range(1, 13) for row in _visits(number)],
        "form_submissions": [_form(number) for number in range(1, 6)],
        "leads": [_lead(number) for number in range(1, 6)],
        "opportunities": [
            deal(name, amount, currency, 4 + n)
            for n, (name, (amount, currency)) in enumerate(DEALS.items())
        ],
        "opportunity_leads": [_link(name, n) for n, name in enumerate(DEALS, 1)],
        "calls": [_call()],
        "refunds": [_refund()],
        "consents": [_consent(number) for number in range(1, 6)],
        "fx_rates": [
            {"rate_date": "2026-05-01", "from_currency": "EUR", "to_currency": "GBP", "rate": 0.85}
        ],
        "ad_performance": [_spend(date(2026, 5, 1) + timedelta(days=day)) for day in range(10)],
        "ad_clicks": [_click()],
    }


def deal(name: str, amount: float, currency: str, closed: int) -> Row:
    """A deal won on a day of May."""
    return {
        "crm": "hubspot",
        "opportunity_id": name,
        "created_at": f"2026-05-{closed:02d} 09:00:00",
        "amount": amount,
        "currency": currency,
        "stage": "closedwon",
        "is_won": True,
        "is_closed": True,
        "closed_at": f"2026-05-{closed + 10:02d} 15:00:00",
        "extracted_at": f"2026-05-{closed + 10:02d} 16:00:00",
    }


def page(visitor: str, at: str, path: str, referrer: str | None = None) -> Row:
    """A page view of a visitor; consent to analytics is given."""
    return {
        "event_id": f"{visitor}|{at}",
        "event_at": at,
        "received_at": at,
        "event_type": "page_view",
        "visitor_id": visitor,
        "page_url": f"https://www.small.example{path}",
        "referrer_url": referrer,
        "country": "GB",
        "consent_analytics": "granted",
    }


def _visits(number: int) -> list[Row]:
    path, referrer = _ARRIVALS[(number - 1) % len(_ARRIVALS)]
    visitor = f"v{number}"
    return [
        page(visitor, f"2026-05-{number:02d} 10:00:00", path, referrer),
        page(visitor, f"2026-05-{number:02d} 10:05:00", "/pricing"),
        page(visitor, f"2026-05-{number + 1:02d} 18:00:00", "/contact"),
    ]


def _form(number: int) -> Row:
    return {
        "submission_id": f"f{number}",
        "submitted_at": f"2026-05-{number + 1:02d} 18:01:00",
        "form_id": "contact",
        "visitor_id": f"v{number}",
        "email": email(number),
        "country": "GB",
        "page_url": "https://www.small.example/contact",
    }


def _lead(number: int) -> Row:
    return {
        "crm": "hubspot",
        "lead_id": f"l{number}",
        "created_at": f"2026-05-{number + 1:02d} 18:01:30",
        "email": email(number),
        "phone": f"+4420794601{number:02d}",
        "country": "GB",
        "extracted_at": f"2026-05-{number + 1:02d} 19:00:00",
    }


def _link(name: str, number: int) -> Row:
    return {
        "crm": "hubspot",
        "opportunity_id": name,
        "lead_id": f"l{number}",
        "is_primary": True,
        "extracted_at": "2026-05-10 00:00:00",
    }


def _call() -> Row:
    return {
        "call_id": "c1",
        "started_at": "2026-05-20 11:00:00",
        "tracking_number": "+442079460199",
        "caller_phone": "+442079460198",
        "duration_seconds": 240,
        "is_answered": True,
        "country": "GB",
    }


def _refund() -> Row:
    return {
        "refund_id": "r1",
        "crm": "hubspot",
        "opportunity_id": "d1",
        "refunded_at": "2026-05-25 12:00:00",
        "amount": 100,
        "currency": "GBP",
    }


def _consent(number: int) -> Row:
    return {
        "email": email(number),
        "purpose": "ad_user_data",
        "state": "granted",
        "changed_at": f"2026-05-{number + 1:02d} 18:01:00",
    }


def _spend(day: date) -> Row:
    return {
        "platform": "google_ads",
        "account_id": "111",
        "report_date": day.isoformat(),
        "report_level": "campaign",
        "campaign_id": "c1",
        "campaign_name": CAMPAIGN,
        "campaign_type": "SEARCH",
        "spend": 12.5,
        "currency": "GBP",
        "clicks": 3,
        "impressions": 90,
        "account_time_zone": "Europe/London",
    }


def _click() -> Row:
    return {
        "platform": "google_ads",
        "click_id": "Cj0KCQ-small-1",
        "clicked_on": "2026-05-01",
        "account_id": "111",
        "campaign_id": "c1",
        "campaign_name": CAMPAIGN,
        "campaign_type": "SEARCH",
        "network": "SEARCH",
    }
