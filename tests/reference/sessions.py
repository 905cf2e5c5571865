"""Sessions (§1.2 Timeout, Campaign split, Referrer split; §1.10 What opens a session)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from tests.reference.consent import Consents, exclusion
from tests.reference.evidence import Ads, Source, is_evidence, weigh
from tests.reference.identity import Identity, Key
from tests.reference.records import Landed, Row
from tests.reference.urls import Query, path, query, referrer

TIMEOUT = timedelta(seconds=1800)
LONG = timedelta(hours=24)


@dataclass
class Session:
    """One session of a person on a cookie."""

    visitor: str
    person: Key
    pages: list[Row]
    click: tuple[str | None, str | None] | None
    tags: tuple[str, str, str] | None
    source: Source | None = None
    extras: list[Row] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Page: the MD5 of visitor, start and first event."""
        named = [self.visitor, str(self.started_at), self.pages[0]["event_id"]]
        return hashlib.md5("|".join(named).encode(), usedforsecurity=False).hexdigest()

    @property
    def started_at(self) -> datetime:
        return self.pages[0]["event_at"]

    @property
    def last_page_at(self) -> datetime:
        return self.pages[-1]["event_at"]

    @property
    def ended_at(self) -> datetime:
        return max(row["event_at"] for row in (*self.pages, *self.extras))

    @property
    def page_views(self) -> int:
        return sum(row["event_type"] == "page_view" for row in self.pages)

    @property
    def landing_path(self) -> str | None:
        return path(self.pages[0]["page_url"])


def opens(event: Row) -> bool:
    """§1.10: a row with a visitor and a page; orders and identifications never open one."""
    return bool(event["page_url"]) and event["event_type"] not in ("order", "identify")


def sessions(
    landed: Landed, consents: Consents, identity: Identity, ads: Ads, most_views: int
) -> tuple[list[Session], list[Session]]:
    """Sessions, and those of bots by their number of page views."""
    kept = [event for event in landed["web_events"] if exclusion(event, consents) is None]
    ordered = sorted(
        kept, key=lambda event: (event["visitor_id"], event["event_at"], event["event_id"])
    )
    made: list[Session] = []
    for visitor, events in groupby(ordered, key=lambda event: event["visitor_id"]):
        made += _of_visitor(visitor, list(events), identity)
    for session in made:
        session.source = _source(session, ads)
    people = [session for session in made if session.page_views <= most_views]
    return people, [session for session in made if session.page_views > most_views]


def _of_visitor(visitor: str, events: list[Row], identity: Identity) -> list[Session]:
    found: list[Session] = []
    for event in filter(opens, events):
        person = identity.holder(visitor, event["event_at"])
        asked = query(event, event["page_url"])
        if not found or _cuts(found[-1], event, person, asked):
            found.append(Session(visitor, person, [event], _click(asked), asked.tags))
        else:
            found[-1].pages.append(event)
    for event in events:
        if not opens(event):
            home = _home(found, event["event_at"], identity.holder(visitor, event["event_at"]))
            if home:
                home.extras.append(event)
    return found


def _cuts(session: Session, event: Row, person: Key, asked: Query) -> bool:
    """§1.2 Timeout: iff the gap exceeds 1800 s. §1.2 Campaign split: a paid click id that is not
    the session's, else tags that are not; an identification of a different person.
    """
    if event["event_at"] - session.last_page_at > TIMEOUT or person != session.person:
        return True
    if asked.is_paid_click:
        return _click(asked) != session.click
    return asked.tags is not None and asked.tags != session.tags


def _click(asked: Query) -> tuple[str | None, str | None] | None:
    return (asked.click_parameter, asked.click_id) if asked.is_paid_click else None


def _home(found: list[Session], at: datetime, person: Key) -> Session | None:
    """§1.10: within 30 minutes of a session of that visitor such a row belongs to it."""
    own = [session for session in found if session.person == person]
    before = [session for session in own if session.started_at <= at]
    if before and at <= before[-1].last_page_at + TIMEOUT:
        return before[-1]
    after = (session for session in own if at < session.started_at <= at + TIMEOUT)
    return next(after, None)


def _source(session: Session, ads: Ads) -> Source:
    """§1.2 Session source: evidence of the first event with any; else Direct."""
    for event in session.pages:
        asked = query(event, event["page_url"])
        came_from = referrer(event["referrer_url"], event["page_url"])
        if is_evidence(asked, came_from, ads):
            # Page: a click id that is no evidence (fbclid beside a referrer) is not shown.
            told = asked if is_evidence(asked, None, ads) else Query()
            return weigh(told, came_from, ads)
    return weigh(Query(), None, ads)
