"""The project's own SQL over visitors given as lists of events."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb

from orchestration.rules.project_sql import ProjectSql
from tests.rules.cutting import QUERIES, REFERRERS, Event, Session

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


class SqlCutter:
    """The project's models over visitors given as lists of events."""

    def __init__(self) -> None:
        self.sql = ProjectSql(PROJECT_DIR)
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("set TimeZone = 'UTC'; set threads = 1")
        self.connection.execute(_FIXED_TABLES)
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


_FIXED_TABLES = """
create table int_events (
    event_id text, visitor_id text, event_at timestamp, event_type text, is_page boolean,
    page_key bigint, query_key bigint, referrer_key bigint, country text
);
create table int_visitor_persons (
    visitor_id text, person_id text, valid_from timestamp, valid_to timestamp,
    segment_number bigint
);
create table int_landing_queries (
    query_key bigint, click_id text, click_id_parameter text, click_platform text,
    is_paid_click_id boolean, gad_campaign_id text, utm_source text, utm_medium text,
    utm_campaign text, utm_term text, utm_content text, utm_id text
);
create table int_referrer_sources (
    referrer_key bigint, registrable_domain text, referrer_list text
);
create table int_pages as select 1::bigint as page_key, 'shop.example' as registrable_domain;
create table int_ad_clicks_unioned (platform text, click_id text, campaign_id text);
create table int_campaigns (platform text, campaign_id text);
"""

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
