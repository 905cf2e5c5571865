"""What is kept out of sessions (§1.1 Bots, Internal, Consent)."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from functools import cache

from tests.reference.records import START, Landed, Row
from tests.reference.urls import SEEDS, host

STATES = ("granted", "denied")  # §1.1: unknown is no knowledge


class Consents:
    """Statements about analytics, by whom they are about."""

    def __init__(self, landed: Landed) -> None:
        self._said: dict[tuple[str, str], list[tuple[datetime, datetime, int, str]]] = {}
        for event in landed["web_events"]:
            at = event["event_at"]
            self._say("visitor", event["visitor_id"], at, at, event["consent_analytics"])
        for row in landed.versions.get("consents", []):
            if row["purpose"] == "analytics":
                for kind, name in (
                    ("visitor", "visitor_id"),
                    ("email", "email"),
                    ("phone", "phone"),
                ):
                    read = row["extracted_at"] or START
                    self._say(kind, row[name], row["changed_at"], read, row["state"])

    def _say(
        self, kind: str, subject: str | None, at: datetime, read: datetime, state: str | None
    ) -> None:
        if subject and state in STATES:
            # Of two statements for one moment the newer extract counts, then the careful one.
            careful = 1 if state == "denied" else 0
            self._said.setdefault((kind, subject), []).append((at, read, careful, state))

    def latest(self, at: datetime, *subjects: tuple[str, str | None]) -> str | None:
        """§1.1: the latest state known at or before a moment, whoever of the subjects told it."""
        last = []
        for kind, subject in subjects:
            said = [entry for entry in self._said.get((kind, subject or ""), []) if entry[0] <= at]
            if said:
                moment, _, careful, state = max(said)
                last.append((moment, careful, state))
        return max(last)[2] if last else None


def is_silent(event: Row, consents: Consents) -> bool:
    """Whether an event tells nothing of anybody. Page: one that merely lacks a cookie does."""
    return exclusion(event, consents) not in (None, "no_visitor")


def exclusion(event: Row, consents: Consents) -> str | None:
    """Why an event opens no session; None where it may."""
    if event["user_agent"] and any(bot.search(event["user_agent"]) for bot in _bots()):
        return "bot"
    if _is_internal(event):
        return "internal"
    # Page: what the event itself says, else the visitor's latest statement.
    own = event["consent_analytics"]
    visitor = ("visitor", event["visitor_id"])
    state = own if own in STATES else consents.latest(event["event_at"], visitor)
    if state == "denied":
        return "no_consent"
    return None if event["visitor_id"] else "no_visitor"


def _is_internal(event: Row) -> bool:
    page, domain = host(event["page_url"]) or "", (event["email"] or "").rpartition("@")[2]
    for kind, value in _internal():
        if kind == "ip_prefix" and (event["ip_address"] or "").startswith(value):
            return True
        if kind == "host" and (page == value or page.endswith(f".{value}")):
            return True
        if kind == "email_domain" and domain == value:
            return True
        if kind == "user_id" and event["user_id"] == value:
            return True
    return False


@cache
def _bots() -> tuple[re.Pattern[str], ...]:
    with (SEEDS / "bots.csv").open(encoding="utf-8") as lines:
        return tuple(re.compile(row["pattern"]) for row in csv.DictReader(lines))


@cache
def _internal() -> tuple[tuple[str, str], ...]:
    with (SEEDS / "internal_traffic.csv").open(encoding="utf-8") as lines:
        return tuple((row["kind"], row["value"].lower()) for row in csv.DictReader(lines))
