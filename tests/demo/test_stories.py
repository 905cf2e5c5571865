"""The people that the pages tell of: every touch, call and deal as the story has it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from orchestration.demo import CLOCK, generate
from tests.demo.conftest import Company
from tests.demo.test_generator import tables


def test_john(company: Company) -> None:
    visits = company.rows(
        """
        select started_at, channel, campaign_id, ad_id, keyword, landing_path
        from truth.sessions where true_person_id = 'john' order by started_at
        """
    )
    assert visits == [
        (
            datetime(2026, 3, 2, 10),
            "Organic Search",
            None,
            None,
            None,
            "/blog/choosing-a-lab-humidity-sensor",
        ),
        (
            datetime(2026, 3, 6, 14),
            "Paid Search",
            "21000002",
            "23000002",
            "lab humidity sensor",
            "/sensors/humidity",
        ),
        (datetime(2026, 3, 20, 9, 30), "Direct", None, None, None, "/pricing"),
    ]
    chat = """
        select created_at, is_lead, visitor_id, phone
        from vendors.intercom.conversations
        inner join vendors.intercom.contacts on contact_id = contacts.id
        where email = 'john@stories.example'
    """
    cookie = company.value("select visitor_id from truth.visitors where true_person_id = 'john'")
    assert company.rows(chat) == [(datetime(2026, 3, 6, 14, 12), True, cookie, None)]
    click = """
        select click_date, campaign_id, ad_group_id, ad_id, criterion_id, keyword_text
        from vendors.google_ads.clicks where gclid = 'Cj0KCQ_John-2026-03-06_AbCdEf_wcB'
    """
    assert company.rows(click) == [
        (date(2026, 3, 6), "21000002", "22000002", "23000002", "24000003", "lab humidity sensor")
    ]
    assert (CLOCK.date() - date(2026, 3, 6)).days < 90  # what Google accepts


def test_johns_call_and_deal(company: Company) -> None:
    cookie = company.value("select visitor_id from truth.visitors where true_person_id = 'john'")
    number, started_at, answered, duration = company.rows(
        """
        select tracking_phone_number, start_time, answered, duration
        from vendors.callrail.calls where customer_phone_number = '020 7946 0801'
        """
    )[0]
    assert (started_at, answered) == (datetime(2026, 3, 20, 9, 45), True)
    assert duration >= 30
    lease = f"""
        select visitor_id, leased_from::timestamp, leased_until::timestamp
        from {company.landed("number_leases/leases.csv")}
        where tracking_number = '{number}' and visitor_id = '{cookie}'
    """
    assert company.rows(lease) == [
        (cookie, datetime(2026, 3, 20, 9, 30), datetime(2026, 3, 20, 10))
    ]
    assert deal_of(company, "john@stories.example") == [
        (Decimal("1000.00"), "GBP", "proposal", datetime(2026, 3, 10, 9)),
        (Decimal("1000.00"), "GBP", "closedwon", datetime(2026, 3, 20, 9, 45)),
    ]
    consent = f"""
        select distinct consent_ad_user_data, country from events where visitor_id = '{cookie}'
    """
    assert company.rows(consent) == [("granted", "GB")]


def deal_of(company: Company, email: str) -> list[tuple]:
    """Return amount, currency, stage and moment of each stage of a contact's deal."""
    return company.rows(
        f"""
        select amount, deal_currency_code, stage_id, changed_at
        from vendors.hubspot.contacts
        inner join vendors.hubspot.deal_contacts on contacts.id = contact_id
        inner join vendors.hubspot.deals on deal_contacts.deal_id = deals.id
        inner join vendors.hubspot.deal_stage_history as history on history.deal_id = deals.id
        where email = '{email}'
        order by changed_at
        """
    )


def test_rebecca(company: Company) -> None:
    visits = company.rows(
        """
        select started_at, channel from truth.sessions
        where true_person_id = 'rebecca' order by started_at
        """
    )
    assert visits == [
        (datetime(2026, 4, 1, 9), "Organic Search"),
        (datetime(2026, 4, 8, 11), "Organic Search"),
        (datetime(2026, 4, 10, 8), "Email"),
        (datetime(2026, 4, 13, 8), "Email"),
        (datetime(2026, 4, 20, 16), "Paid Search"),
    ]
    lead = (
        "select event_at, event_type, form_id from events where email = 'rebecca@stories.example'"
    )
    assert company.rows(lead) == [(datetime(2026, 4, 8, 11, 20), "form_submit", "demo-request")]
    mails = f"""
        select clicked_at::timestamp from {company.landed("email_clicks/clicks.ndjson.gz")}
        where email = 'rebecca@stories.example' order by 1
    """
    assert company.rows(mails) == [(datetime(2026, 4, 10, 8),), (datetime(2026, 4, 13, 8),)]
    assert deal_of(company, "rebecca@stories.example") == [
        (Decimal("6000.00"), "GBP", "proposal", datetime(2026, 4, 15, 10)),
        (Decimal("6000.00"), "GBP", "closedwon", datetime(2026, 4, 24, 15)),
    ]


def test_without_stories_nobody_is_called_john(tmp_path: Path) -> None:
    generate(tmp_path, scale=0.05, stories=False)
    people = tables(tmp_path / "demo/truth.duckdb")["main.people"]
    assert not {"john", "rebecca"} & {row[0] for row in people}
