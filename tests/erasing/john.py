"""John, who visits, asks, calls and buys, in files of every format; and whoever shares a thing."""

from __future__ import annotations

from pathlib import Path

from tests.support.landing_files import write_rows
from tests.support.small_company import page

COOKIES = ("cookie-of-john-5c1e", "phone-of-john-77ab")
EMAIL = "John.Harker@whitby-harker.example"
PHONE = "+44 20 7946 0777"
USER = "user-john-4471"
LEAD = "lead-john-9182"
CALL = "call-john-3355"
CHAT = "chat-john-6120"
FORM = "form-john-8890"
MAILING = "mailing-john-1207"
ADDRESS = "198.51.100.77"
NAME = "Jonathan Harker"
# As anybody may have written them.
SPELLINGS = (
    *COOKIES, EMAIL, EMAIL.lower(), "john.harker", "whitby-harker", PHONE, PHONE.replace(" ", ""),
    "79460777", USER, LEAD, CALL, CHAT, FORM, MAILING, ADDRESS, NAME,
)  # fmt: skip


def deliver(home: Path) -> None:
    """His rows beside those of the small company."""
    for table, (name, rows) in _files().items():
        write_rows(home / "landing" / table / name, rows)


def more(home: Path) -> None:
    """What systems deliver again after he was forgotten: the same contact, and one more visit."""
    again = {**_lead(), "extracted_at": "2026-05-30 09:00:00", "status": "customer"}
    write_rows(home / "landing" / "leads" / "again.jsonl", [again])
    visit = {**page(COOKIES[0], "2026-05-29 12:00:00", "/pricing"), "event_id": "one-more"}
    write_rows(home / "landing" / "web_events" / "again.csv", [{**visit, "email": EMAIL}])


def _visit(cookie: str, at: str, path: str, referrer: str | None = None, **extra: str) -> dict:
    return {**page(cookie, at, path, referrer), "ip_address": ADDRESS, **extra}


def _lead() -> dict:
    return {
        "crm": "hubspot", "lead_id": LEAD, "created_at": "2026-05-06 14:15:00", "email": EMAIL,
        "phone": PHONE, "country": "GB", "full_name": NAME, "visitor_id": COOKIES[0],
        "form_id": CHAT, "extracted_at": "2026-05-06 15:00:00",
    }  # fmt: skip


def _files() -> dict:
    search = "https://www.google.com/"
    ad = f"/?gclid=Cj0KCQ-small-1&who={EMAIL.lower()}#top"
    mail = "/?utm_source=news&utm_medium=email&utm_campaign=may"
    form = {"event_type": "form_submit", "form_id": CHAT, "email": EMAIL, "user_id": USER}
    deal = {
        "crm": "hubspot", "opportunity_id": "d-john", "created_at": "2026-05-10 09:00:00",
        "amount": "1000", "currency": "GBP", "stage": "closedwon", "is_won": "true",
        "is_closed": "true", "closed_at": "2026-05-20 09:45:00",
        "extracted_at": "2026-05-21 00:00:00",
    }  # fmt: skip
    link = {"crm": "hubspot", "opportunity_id": "d-john", "lead_id": LEAD, "is_primary": "true"}
    return {
        "web_events": ("john.csv.gz", [
            _visit(COOKIES[0], "2026-05-02 10:00:00", "/guide", search),
            _visit(COOKIES[0], "2026-05-06 14:00:00", ad),
            _visit(COOKIES[0], "2026-05-06 14:12:00", "/contact", **form),
            _visit(COOKIES[1], "2026-05-08 08:00:00", mail),
            _visit(COOKIES[1], "2026-05-08 08:05:00", "/pricing", event_type="identify",
                   email=EMAIL),
            _visit(COOKIES[0], "2026-05-20 09:30:00", "/"),
            page("somebody-else", "2026-05-20 09:31:00", "/guide", search),
        ]),
        "chats": ("john.ndjson.gz", [
            {"chat_id": CHAT, "started_at": "2026-05-06 14:12:00", "visitor_id": COOKIES[0],
             "email": EMAIL, "page_url": f"https://www.small.example{ad}", "agent_note": NAME},
        ]),
        "form_submissions": ("john.csv", [
            {"submission_id": FORM, "submitted_at": "2026-05-18 10:00:00", "phone": PHONE,
             "form_id": "contact", "page_url": "https://www.small.example/contact"},
        ]),
        "email_clicks": ("john.jsonl", [
            {"click_id": MAILING, "clicked_at": "2026-05-12 07:00:00", "email": EMAIL.upper(),
             "campaign": "May"},
        ]),
        "leads": ("john.parquet", [_lead()]),
        "opportunities": ("john.parquet", [deal]),
        "opportunity_leads": ("john.csv", [link]),
        "stage_changes": ("john.jsonl", [
            {"crm": "hubspot", "object_type": "lead", "object_id": LEAD, "to_stage": "qualified",
             "changed_at": "2026-05-07 09:00:00"},
        ]),
        "calls": ("john.parquet", [
            {"call_id": CALL, "started_at": "2026-05-20 09:45:00", "caller_phone": "+442079460777",
             "duration_seconds": "300", "is_answered": "true", "country": "GB"},
            {"call_id": "call-with-a-fault", "started_at": "yesterday", "caller_phone": PHONE,
             "duration_seconds": "1"},
        ]),
        "consents": ("john.jsonl", [
            {"phone": PHONE, "purpose": "ad_user_data", "state": "granted",
             "changed_at": "2026-05-01 00:00:00"},
        ]),
    }  # fmt: skip
