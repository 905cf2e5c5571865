"""Sessions, and calls, chats, forms and e-mail clicks outside of one (§1.2 Touch; §1.10)."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.reference.consent import Consents
from tests.reference.evidence import Ads, Source, weigh
from tests.reference.identity import Identity, Key, contact, covering_lease, strong
from tests.reference.records import Landed, Row
from tests.reference.sessions import Session
from tests.reference.urls import SEEDS, Query, path, query, referrer

REACH = timedelta(minutes=30)
RANKS = {"session": 1, "form": 2, "chat": 3, "call": 4, "email_click": 5}


@dataclass
class Touch:
    """One touch of a person."""

    kind: str
    record: str
    person: Key
    at: datetime
    ended_at: datetime
    source: Source
    content: str | None
    session: Session | None = None
    visitor: str | None = None

    @property
    def order(self) -> tuple:
        """§1.1 Timestamps: (ts, source_rank, id)."""
        return (self.at, RANKS[self.kind], self.id)

    @property
    def id(self) -> str:
        """Page: a session's own, else the MD5 of kind and record."""
        if self.session:
            return self.session.id
        named = f"{self.kind}|{self.record}"
        return hashlib.md5(named.encode(), usedforsecurity=False).hexdigest()


@dataclass
class Interaction:
    """A record that may be a touch of its own, and the session it happened in, if any."""

    kind: str
    record: str
    row: Row
    at: datetime
    visitor: str | None
    person: Key
    session: Session | None = None


def interactions(landed: Landed, identity: Identity, sessions: list[Session]) -> list[Interaction]:
    """Forms, chats, calls and e-mail clicks, each with its session."""
    found = []
    for kind, table, key, moment in (
        ("form", "form_submissions", "submission_id", "submitted_at"),
        ("chat", "chats", "chat_id", "started_at"),
        ("call", "calls", "call_id", "started_at"),
        ("email_click", "email_clicks", "click_id", "clicked_at"),
    ):
        for row in landed[table]:
            visitor = identity.call_visitors.get(row[key]) if kind == "call" else row["visitor_id"]
            keys = contact(row) if kind != "call" else [strong("phone", row["caller_phone"])]
            person = identity.person(keys, visitor, row[moment], (kind, row[key]))
            one = Interaction(kind, row[key], row, row[moment], visitor, person)
            one.session = _session(one, landed, sessions)
            found.append(one)
    return found


def _session(one: Interaction, landed: Landed, sessions: list[Session]) -> Session | None:
    """§1.10: chats, forms and calls join by visitor; an e-mail click without one by person.

    §1.2 Call in a session: under a lease, or up to 30 minutes after one, never before it.
    """
    since, until = one.at - REACH, one.at + REACH
    if one.kind == "call":
        until = one.at
        lease = covering_lease(one.row, landed)
        if lease and lease["visitor_id"] == one.visitor:
            since = lease["leased_from"] - REACH
    near = [
        session
        for session in sessions
        if (
            session.visitor == one.visitor
            or (one.kind == "email_click" and not one.visitor and session.person == one.person)
        )
        and session.started_at <= until
        and session.ended_at >= since
    ]

    def nearness(session: Session) -> tuple:
        away = max(session.started_at - one.at, one.at - session.ended_at, timedelta(0))
        return (-away, session.started_at)

    # Page: the session it falls in, else the nearest; of two the later, then by id.
    return max(sorted(near, key=lambda session: session.id), key=nearness, default=None)


def touches(
    sessions: list[Session], found: list[Interaction], consents: Consents, ads: Ads
) -> list[Touch]:
    """All touches of a company, in order."""
    made = []
    for session in sessions:
        inside = [one.at for one in found if one.session is session]
        assert session.source is not None
        made.append(
            Touch(
                "session", session.pages[0]["event_id"], session.person, session.started_at,
                max([session.ended_at, *inside]), session.source, session.landing_path, session,
                session.visitor,
            )
        )  # fmt: skip
    for one in found:
        if one.session is None and not _denied(one, consents):
            source, content = _own_source(one, ads)
            made.append(
                Touch(
                    one.kind,
                    one.record,
                    one.person,
                    one.at,
                    one.at,
                    source,
                    content,
                    None,
                    one.visitor,
                )
            )
    return sorted(made, key=lambda touch: touch.order)


def _denied(one: Interaction, consents: Consents) -> bool:
    """§1.1 Consent, page: of somebody who had denied analytics no touch."""
    row = one.row
    phone = row["caller_phone"] if one.kind == "call" else row["phone"]
    subjects = (("visitor", one.visitor), ("email", row["email"]), ("phone", phone))
    return consents.latest(one.at, *subjects) == "denied"


def _own_source(one: Interaction, ads: Ads) -> tuple[Source, str | None]:
    """Page: what the record itself carries tells of its source."""
    row = one.row
    if one.kind == "call":
        page = row["landing_page_url"]
        asked = query(row, page)
        # A call tracker's word for "no source" is not one.
        direct = (row["source"] or "").strip().lower() in ("direct", "(direct)")
        given = Query(
            asked.click_parameter, asked.click_id, asked.gad_campaign,
            asked.source if direct else row["source"] or asked.source,
            asked.medium if direct else row["medium"] or asked.medium,
            row["campaign"] or asked.campaign,
        )  # fmt: skip
        number = row["tracking_number"]
        came_from = referrer(row["referrer_url"], page)
        default = (number or "(not set)", "phone")
        return weigh(given, came_from, ads, default, _tracked(number)), path(page)
    if one.kind == "email_click":
        # Page: a click in an e-mail is the e-mail's, whatever its link is tagged with.
        asked = query(row, row["link_url"])
        campaign = row["campaign"] or asked.campaign
        mailing = replace(asked, source="email", medium="email", campaign=campaign)
        return weigh(mailing, None, ads), path(row["link_url"])
    return weigh(query(row, row["page_url"]), None, ads), path(row["page_url"])


def _tracked(number: str | None) -> tuple[str, str, str, str] | None:
    """The row of a tracking number, which is data."""
    with (SEEDS / "tracking_numbers.csv").open(encoding="utf-8") as lines:
        rows = {row["number"]: row for row in csv.DictReader(lines)}
    row = rows.get(number or "")
    return (row["source"], row["medium"], row["campaign"], row["channel"]) if row else None
