"""CallRail v3 calls: pages of 250 at most, attribution fields only when asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.demo.vendors.messages import Answer, Request, VendorData, naive

CREDENTIALS = {"api_key": "demo-callrail-key", "account_id": "ACC0000000001"}
LARGEST_PAGE = 250
DEFAULT_PAGE = 100
ACCOUNT_ZONE = "Europe/London"
DEFAULT_FIELDS = (
    "id",
    "answered",
    "customer_country",
    "customer_phone_number",
    "direction",
    "duration",
    "start_time",
    "tracking_phone_number",
    "voicemail",
)
FIELDS = {
    name: name
    for name in (
        *("company_id", "company_time_zone", "tracker_id", "first_call", "lead_status", "value"),
        *("source", "medium", "campaign", "keywords"),
        *("landing_page_url", "last_requested_url", "referring_url"),
        *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
        *("gclid", "fbclid", "msclkid"),
    )
} | {"session_uuid": "visitor_id"}
_PATH = re.compile(r"^/v3/a/(\w+)/calls\.json$")


class CallRail:
    """One account."""

    def __init__(self, data: VendorData) -> None:
        self._data = data

    def busy(self) -> Answer:
        """The hourly cap."""
        return Answer(429, {"error": "Rate limit exceeded. Try again later."})

    def answer(self, request: Request) -> Answer:
        """Pages of calls."""
        match = _PATH.match(request.path)
        if request.headers.get("authorization") != f'Token token="{CREDENTIALS["api_key"]}"':
            return Answer(401, {"error": "HTTP Token: Access denied."})
        if match is None or match[1] != CREDENTIALS["account_id"]:
            return Answer(404, {"error": "Not found"})
        per_page = int(request.query.get("per_page", DEFAULT_PAGE))
        if not 1 <= per_page <= LARGEST_PAGE:
            return Answer(400, {"error": f"per_page must be between 1 and {LARGEST_PAGE}"})
        asked = [name for name in request.query.get("fields", "").split(",") if name]
        unknown = [name for name in asked if name not in FIELDS and name not in DEFAULT_FIELDS]
        if unknown:
            return Answer(400, {"error": f"Invalid fields: {', '.join(unknown)}"})
        return self._page(request.query, per_page, asked)

    def _page(self, query: Mapping[str, str], per_page: int, asked: list[str]) -> Answer:
        page = int(query.get("page", 1))
        first = _moment(query.get("start_date"), timedelta(0))
        last = _moment(query.get("end_date"), timedelta(days=1))
        now = naive(self._data.now())
        where = "start_time >= ? and start_time < ?"
        span = [first or datetime(1970, 1, 1), min(last or now, now)]
        total = self._data.rows(f"select count(*) as n from callrail.calls where {where}", span)
        direction = "asc" if query.get("order") == "asc" else "desc"
        rows = self._data.rows(
            f"select * from callrail.calls where {where} order by start_time {direction}, id "
            f"limit {per_page} offset {(page - 1) * per_page}",
            span,
        )
        return Answer(
            200,
            {
                "page": page,
                "per_page": per_page,
                "total_pages": math.ceil(total[0]["n"] / per_page),
                "total_records": total[0]["n"],
                "calls": [_call(row, asked) for row in rows],
            },
        )


def _call(row: Mapping[str, Any], asked: list[str]) -> dict[str, Any]:
    started = row["start_time"].replace(tzinfo=UTC)
    zone = ZoneInfo(row.get("company_time_zone") or ACCOUNT_ZONE)
    call = {
        **{name: row.get(name) for name in DEFAULT_FIELDS},
        "start_time": started.astimezone(zone).isoformat(timespec="milliseconds"),
        "direction": "inbound",
        "voicemail": False,
    }
    return call | {name: row.get(FIELDS[name]) for name in asked if name in FIELDS}


def _moment(text: str | None, length: timedelta) -> datetime | None:
    """A day (of the account) or a time as UTC; `length` makes a day its end."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-01-01"):
        moment = moment.replace(tzinfo=ZoneInfo(ACCOUNT_ZONE)) + length
    return naive(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
