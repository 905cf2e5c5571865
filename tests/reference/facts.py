"""The things that can happen in a company, each drawn with its corners."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.reference.pen import Pen

AGENTS = (None, None, None, None, None, None, "Mozilla/5.0 (compatible; Googlebot/2.1)")
CONSENTS = (None, None, None, None, "granted", "denied", "unknown")
CURRENCIES = ("GBP", "GBP", "GBP", "EUR", "JPY", "KWD", None)
AMOUNTS = (0, 0.01, 1, 99.99, 100, 100.1, 333.33, 1000, 1000.005, 12345.67, None)
EVENT_TYPES = ("page_view",) * 6 + (
    "form_submit", "chat_start", "identify", "order", "scroll", "review_submitted",
)  # fmt: skip


def ads(pen: Pen) -> None:
    """Two clicks that the ad platform explains."""
    for name, kind, network in (("known", "SEARCH", "SEARCH"), ("video", "VIDEO", "YOUTUBE")):
        pen.add(
            "ad_clicks",
            {
                "platform": "google_ads", "click_id": f"{pen.tag}-{name}",
                "clicked_on": "2026-03-01", "account_id": f"{pen.tag}a",
                "campaign_id": f"{pen.tag}c{1 if name == 'known' else 2}",
                "campaign_name": f"{pen.tag} {name}", "campaign_type": kind, "network": network,
                "extracted_at": "2026-03-02 00:00:00",
            },
        )  # fmt: skip


def _event(pen: Pen) -> None:
    kind = pen.pick(EVENT_TYPES)
    silent = kind in ("identify", "order") and pen.pick((True, False))
    named = kind in ("identify", "form_submit", "chat_start", "order")
    at = pen.moment()
    pen.add(
        "web_events",
        {
            "event_id": pen.id("e"), "event_at": at, "received_at": at, "event_type": kind,
            "visitor_id": pen.visitor(), "page_url": None if silent else pen.page(),
            "referrer_url": pen.referrer(), "user_agent": pen.pick(AGENTS),
            "consent_analytics": pen.pick(CONSENTS),
            "user_id": pen.one_of("u", 2, 4) if named else None,
            "email": pen.email() if named else None,
            "phone": pen.phone(3) if named else None,
            "form_id": pen.one_of("demo", 2, 2) if kind == "form_submit" else None,
            "order_id": pen.one_of("o", 2, 1) if kind == "order" else None,
            "value": pen.pick(AMOUNTS) if kind == "order" else None,
            "currency": pen.pick(CURRENCIES) if kind == "order" else None,
            "gclid": pen.click(12), "utm_source": pen.pick((*[None] * 15, "override")),
        },
    )  # fmt: skip


def _crawl(pen: Pen) -> None:
    """A visitor with so many pages that one more makes it a bot."""
    since, visitor = datetime.fromisoformat(pen.moment()), pen.visitor(0)
    for place in range(pen.pick((12, 13))):
        at = str(since + timedelta(seconds=60 * place))
        pen.add(
            "web_events",
            {
                "event_id": pen.id("e"), "event_at": at, "received_at": at,
                "event_type": "page_view", "visitor_id": visitor, "page_url": pen.bare_page(),
            },
        )  # fmt: skip


def _crowd(pen: Pen) -> None:
    """One address beside so many CRM records that one more makes it a shared mailbox."""
    at, email = pen.moment(), pen.email(0)
    for _ in range(pen.pick((10, 11))):
        row = {"crm": "crm", "lead_id": pen.id("crowd"), "created_at": at, "extracted_at": at}
        pen.add("leads", {**row, "email": email})


def _redelivery(pen: Pen) -> None:
    """An event that comes again, later or earlier, told differently."""
    events = pen.tables.get("web_events")
    if not events:
        return
    again = {**pen.pick(events)}
    shift = timedelta(seconds=pen.pick((-3600, -1, 1, 3600)))
    again["received_at"] = str(datetime.fromisoformat(again["received_at"]) + shift)
    again["visitor_id"] = pen.visitor(0)
    if not any(
        (row["event_id"], row["received_at"]) == (again["event_id"], again["received_at"])
        for row in events
    ):
        pen.add("web_events", again)


def _form(pen: Pen) -> None:
    at = pen.moment()
    pen.add(
        "form_submissions",
        {
            "submission_id": pen.id("f"), "submitted_at": at, "form_id": pen.one_of("demo", 2, 2),
            "visitor_id": pen.visitor(2), "email": pen.email(), "phone": pen.phone(),
            "page_url": pen.pick((None, pen.page())), "gclid": pen.click(5), "extracted_at": at,
        },
    )  # fmt: skip


def _chat(pen: Pen) -> None:
    at = pen.moment()
    pen.add(
        "chats",
        {
            "chat_id": pen.id("c"), "started_at": at, "visitor_id": pen.visitor(2),
            "email": pen.email(), "phone": pen.phone(4), "page_url": pen.pick((None, pen.page())),
            "is_lead": pen.pick((None, True, False)), "extracted_at": at,
        },
    )  # fmt: skip


def _call(pen: Pen) -> None:
    at = pen.moment()
    number = pen.pick((None, f"{pen.phones}901", f"{pen.phones}901", "+442079460199"))
    pen.add(
        "calls",
        {
            "call_id": pen.id("call"), "started_at": at, "tracking_number": number,
            "caller_phone": pen.phone(), "duration_seconds": pen.pick((0, 29, 30, 240, None)),
            "is_answered": pen.pick((True, True, False, None)), "visitor_id": pen.visitor(6),
            "source": pen.pick((None, None, "google", "direct", "radio")),
            "medium": pen.pick((None, None, "cpc", "offline")), "gclid": pen.click(5),
            "landing_page_url": pen.pick((None, pen.page())), "referrer_url": pen.referrer(),
            "extracted_at": at,
        },
    )  # fmt: skip


def _lease(pen: Pen) -> None:
    since = pen.moment()
    until = datetime.fromisoformat(since) + timedelta(seconds=pen.pick((60, 1800, 7200)))
    pen.add(
        "number_leases",
        {
            "tracking_number": f"{pen.phones}901", "visitor_id": pen.visitor(0),
            "leased_from": since, "leased_until": str(until), "extracted_at": since,
        },
    )  # fmt: skip


def _email_click(pen: Pen) -> None:
    at = pen.moment()
    pen.add(
        "email_clicks",
        {
            "click_id": pen.id("m"), "clicked_at": at, "email": pen.email(0),
            "campaign": pen.pick((None, "Spring mailing")),
            "link_url": pen.pick((None, pen.page())), "visitor_id": pen.visitor(4),
            "extracted_at": at,
        },
    )  # fmt: skip


def _consent(pen: Pen) -> None:
    about = pen.pick(("visitor_id", "visitor_id", "email", "phone"))
    subject = {"visitor_id": pen.visitor(0), "email": pen.email(0), "phone": pen.phone(0)}[about]
    at = pen.moment()
    pen.add(
        "consents",
        {
            about: subject, "purpose": pen.pick(("analytics", "analytics", "ad_user_data")),
            "state": pen.pick(("granted", "denied", "denied", "unknown")), "changed_at": at,
            "extracted_at": at,
        },
    )  # fmt: skip


FACTS = {
    "event": _event, "form": _form, "chat": _chat, "call": _call, "lease": _lease,
    "email_click": _email_click, "consent": _consent, "redelivery": _redelivery,
    "crawl": _crawl, "crowd": _crowd,
}  # fmt: skip
