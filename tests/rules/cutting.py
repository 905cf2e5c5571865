"""Session cutting, twice: by the project's SQL, and by a slow state machine written from SEMANTICS
1.2 and 1.10.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb

from orchestration.rules.project_sql import ProjectSql

PROJECT_DIR = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 1, 9, 0, 0)
MODELS = (
    "int_tagged_queries",
    "int_session_candidates",
    "int_session_marks",
    "int_campaign_openings",
    "int_sessions_cut",
    "int_session_extras",
)
# query key -> (click id or None, is it paid, source, medium, campaign)
QUERIES = {
    1: ("click-a", True, None, None, None),
    2: ("click-b", True, None, None, None),
    3: ("click-a", True, "google", "cpc", "spring"),
    4: ("click-a", True, "google", "cpc", "summer"),
    5: (None, False, "google", "cpc", "spring"),
    6: (None, False, "GOOGLE", "CPC", "Spring"),
    7: (None, False, "news", "email", None),
    8: ("facebook-click", False, None, None, None),
    9: ("facebook-click", False, "facebook", "social", None),
    10: ("click-b", True, "news", "email", None),
}
# referrer key -> (registrable domain, list it is on)
REFERRERS = {
    1: ("google.com", "search_engine"),
    2: ("stripe.com", "ignored"),
    3: ("shop.example", "other"),
}


@dataclass(frozen=True)
class Event:
    """One event of a visitor; `at` in seconds after the start, `page` false for rows without a
    page.
    """

    event_id: str
    at: int
    query: int | None = None
    referrer: int | None = None
    event_type: str = "page_view"
    page: bool = True

    @property
    def opens(self) -> bool:
        return self.page and self.event_type not in ("order", "identify")

    @property
    def paid_click(self) -> str | None:
        return QUERIES[self.query][0] if self.query and QUERIES[self.query][1] else None

    @property
    def tags(self) -> tuple[str, ...] | None:
        tags = QUERIES[self.query][2:] if self.query else ()
        return tuple((tag or "").lower() for tag in tags) if any(tags) else None

    @property
    def evidence(self) -> tuple[int | None, int | None]:
        query = self.query if self.paid_click or self.tags else None
        referrer = self.referrer if self.referrer == 1 else None
        return query, referrer


@dataclass
class Session:
    """What the state machine and the SQL must agree on."""

    first: str
    events: list[str] = field(default_factory=list)
    started: int = 0
    last: int = 0
    page_views: int = 0
    evidence: tuple[int | None, int | None] = (None, None)
    person: str = ""
    extras: int = 0
    ended: int = 0


def cut_slowly(events: list[Event], handovers: list[int]) -> list[Session]:
    """The sessions of one visitor; person 0 holds the cookie until the first handover, person 1
    after it, and so on.
    """
    sessions: list[Session] = []
    click: str | None = None
    tags: tuple[str, ...] | None = None
    for event in sorted((e for e in events if e.opens), key=lambda e: (e.at, e.event_id)):
        person = str(sum(1 for moment in handovers if moment <= event.at))
        current = sessions[-1] if sessions else None
        cut = current is None or event.at - current.last > 1800 or person != current.person
        if not cut and event.paid_click is not None:
            cut = event.paid_click != click
        elif not cut and event.tags is not None:
            cut = event.tags != tags
        if cut:
            current = Session(first=event.event_id, started=event.at, person=person)
            sessions.append(current)
            click, tags = event.paid_click, event.tags
        current.events.append(event.event_id)
        current.last = current.ended = event.at
        current.page_views += event.event_type == "page_view"
        if current.evidence == (None, None):
            current.evidence = event.evidence
    for event in (e for e in events if not e.opens):
        person = str(sum(1 for moment in handovers if moment <= event.at))
        own = [s for s in sessions if s.person == person]
        before = [s for s in own if s.started <= event.at]
        if before and event.at <= before[-1].last + 1800:
            home = before[-1]
        else:
            home = next((s for s in own if 0 < s.started - event.at <= 1800), None)
        if home is not None:
            home.extras += 1
            home.ended = max(home.ended, event.at)
    return sessions


class SqlCutter:
    """The project's models over visitors given as lists of events."""

    def __init__(self) -> None:
        self.sql = ProjectSql(PROJECT_DIR)
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("set TimeZone = 'UTC'; set threads = 1")
        for statement in _FIXED_TABLES:
            self.connection.execute(statement)
        self.connection.executemany(
            "insert into int_landing_queries values (?, ?, 'gclid', 'google_ads', ?, "
            "null, ?, ?, ?, null, null, null)",
            [(key, click, paid, *tags) for key, (click, paid, *tags) in QUERIES.items()],
        )
        self.connection.executemany(
            "insert into int_referrer_sources values (?, ?, ?)",
            [(key, domain, listed) for key, (domain, listed) in REFERRERS.items()],
        )

    def cut(self, visitors: list[tuple[list[Event], list[int]]]) -> list[list[Session]]:
        """The sessions of every visitor, in order of time."""
        run = self.connection.execute
        run("delete from int_events")
        run("delete from int_visitor_persons")
        rows = [
            (
                e.event_id,
                str(n),
                _moment(e.at),
                e.event_type,
                e.page,
                1 if e.page else None,
                e.query,
                e.referrer,
            )
            for n, (events, _) in enumerate(visitors)
            for e in events
        ]
        if rows:
            self.connection.executemany(
                "insert into int_events values (?, ?, ?, ?, ?, ?, ?, ?, 'GB')", rows
            )
        segments = []
        for n, (_, handovers) in enumerate(visitors):
            bounds = [
                datetime(1, 1, 1),
                *(_moment(at) for at in sorted(set(handovers))),
                datetime(9999, 12, 31),
            ]
            for segment, (since, until) in enumerate(pairwise(bounds)):
                segments.append((str(n), str(segment), since, until, segment + 1))
        self.connection.executemany(
            "insert into int_visitor_persons values (?, ?, ?, ?, ?)", segments
        )
        self.sql.build(self.connection, MODELS)
        found: list[list[Session]] = [[] for _ in visitors]
        for row in run(_SESSIONS).fetchall():
            visitor, first, started, last, views, query, referrer, person, pages, extras, ended = (
                row
            )
            found[int(visitor)].append(
                Session(
                    first,
                    [""] * pages,
                    _seconds(started),
                    _seconds(last),
                    views,
                    (query, referrer),
                    person,
                    extras,
                    _seconds(ended),
                )
            )
        return found


def _moment(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def _seconds(moment: datetime) -> int:
    return round((moment - START).total_seconds())


_FIXED_TABLES = (
    "create table int_events (event_id text, visitor_id text, event_at timestamp, "
    "event_type text, is_page boolean,"
    " page_key bigint, query_key bigint, referrer_key bigint, country text)",
    "create table int_visitor_persons (visitor_id text, person_id text, valid_from "
    "timestamp, valid_to timestamp,"
    " segment_number bigint)",
    "create table int_landing_queries (query_key bigint, click_id text, "
    "click_id_parameter text, click_platform text,"
    " is_paid_click_id boolean, gad_campaign_id text, utm_source text, utm_medium text, "
    "utm_campaign text,"
    " utm_term text, utm_content text, utm_id text)",
    "create table int_referrer_sources (referrer_key bigint, registrable_domain text, "
    "referrer_list text)",
    "create table int_pages as select 1::bigint as page_key, 'shop.example' as registrable_domain",
    "create table int_ad_clicks_unioned (platform text, click_id text, campaign_id text)",
    "create table int_campaigns (platform text, campaign_id text)",
)

_SESSIONS = """
select
    sessions.visitor_id, events.event_id, sessions.session_started_at, sessions.last_page_at,
    sessions.page_views,
    sessions.query_key, sessions.referrer_key, persons.person_id, sessions.page_events,
    coalesce(extras.events, 0), greatest(sessions.last_page_at, extras.last_event_at)
from int_sessions_cut as sessions
inner join int_events as events
    on sessions.visitor_id = events.visitor_id
    and sessions.session_id
    = md5(concat_ws('|', sessions.visitor_id, sessions.session_started_at, events.event_id))
left join int_session_extras as extras on sessions.session_id = extras.session_id
left join int_visitor_persons as persons
    on sessions.visitor_id = persons.visitor_id
    and sessions.session_started_at >= persons.valid_from
    and sessions.session_started_at < persons.valid_to
order by sessions.visitor_id, sessions.first_event_number
"""
