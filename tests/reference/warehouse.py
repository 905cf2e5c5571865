"""The marts of a built warehouse, or of any file with the same marts, in the reference's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.reference.marts import Marts
from tests.reference.models import MODELS

Ask = Callable[[str], list[dict[str, Any]]]
TAG = re.compile(r"k\d{4}")
_SOURCE = "evidence, source, medium, campaign, channel, click_id, is_direct, is_paid"
_TOUCH = """case when touchpoint_type = 'session'
    then trim('session ' || visitor_id || ' ' || cast(touchpoint_at as varchar) || ' ' || source
        || ' ' || medium || ' ' || case when campaign like '(no%)' then '' else campaign end)
    else touchpoint_type || ' ' || record_id end"""
QUERIES = {
    "excluded_events": "select event_id from marts.excluded_events",
    "fct_sessions": f"""select visitor_id, session_started_at, session_ended_at,
        person_id as person, page_views, events, landing_path, {_SOURCE} from marts.fct_sessions""",
    "fct_touchpoints": f"""select {_TOUCH} as touchpoint, person_id as person, touchpoint_at,
        ended_at, content, journey_stage, {_SOURCE} from marts.fct_touchpoints""",
    "fct_conversions": """select own.conversion_type as kind, own.record_id as record,
        own.conversion_at as at, original.conversion_type as original_kind,
        original.record_id as original_record, original.conversion_at as original_at,
        own.person_id as person, own.units, own.currency, own.value_minor,
        own.value_reporting_minor, own.order_id, own.opportunity_id, own.inquiry_type,
        own.declared_source, own.is_repeat_customer, own.conversion_date, own.event_date
        from marts.fct_conversions as own
        left join marts.fct_conversions as original
            on own.reverses_conversion_id = original.conversion_id""",
    "fct_attribution_credits": f"""select credits.attribution_model, own.conversion_type as kind,
        own.record_id as record, own.conversion_at as at,
        coalesce(touched.name, credits.touchpoint_id) as touchpoint, credits.credit,
        credits.credit_kind, credits.channel, credits.journey_stage,
        credits.attributed_value_minor as minor,
        credits.attributed_value_reporting_minor as reporting
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as own on credits.conversion_id = own.conversion_id
        left join (select touchpoint_id, {_TOUCH} as name from marts.fct_touchpoints) as touched
            on credits.touchpoint_id = touched.touchpoint_id
        where credits.attribution_model in ('{"', '".join(MODELS)}')""",
    "dim_persons": """select person_id as person, touchpoints, sessions, first_seen_at,
        last_seen_at, first_channel, latest_channel, lead_at, opportunity_at, customer_at, orders,
        cast(lifetime_value * 100 as bigint) as lifetime_value_minor from marts.dim_persons""",
}


def duckdb_file(path: Path) -> Ask:
    """Asks a warehouse or a published file."""

    def ask(sql: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute(sql)
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return ask


def read(ask: Ask) -> Marts:
    """Every compared mart, of all companies."""
    return {name: [_row(row) for row in ask(sql)] for name, sql in QUERIES.items()}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Words for "nothing" become None; a ledger entry is named by kind, record and moment."""
    row = {name: None if value in ("(not set)", "(none)") and name not in _WORDS else value
           for name, value in row.items()}  # fmt: skip
    if "kind" in row:
        row["conversion"] = _name(row.pop("kind"), row.pop("record"), row.pop("at"))
    if "original_kind" in row:
        named = _name(row.pop("original_kind"), row.pop("original_record"), row.pop("original_at"))
        row["reverses"] = named if named[0] else None
    return row


_WORDS = {"source", "medium", "touchpoint"}


def _name(kind: str | None, record: str | None, at: datetime | None) -> tuple:
    return (kind, record, at)


def company_of(row: dict[str, Any]) -> str | None:
    """The tag of the company that a row names anywhere."""
    for value in row.values():
        if found := TAG.search(str(value)):
            return found[0]
    return None
