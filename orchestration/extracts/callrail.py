"""CallRail: calls with what led to them, read again while people still judge them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from orchestration.extracts.running import (
    ExtractReport,
    extract_asset,
    run_extract,
    secret,
)
from orchestration.resources.http import FixedHeaders, RetryPolicy, TransientError, VendorClient
from orchestration.resources.rows import Row, TableLoad, moment
from orchestration.settings import Settings

if TYPE_CHECKING:  # it brings dlt, which takes long to import
    from orchestration.resources.landing import Landing, LandingResult

SYSTEM = "callrail"
PAGE = 250  # the most that the vendor gives at once
MARGIN = timedelta(days=1)  # the vendor's days are those of the account's time zone

# None of these comes unless it is asked for by name.
COLUMNS = (
    *("id", "start_time", "company_id", "company_time_zone", "tracker_id"),
    *("tracking_phone_number", "customer_phone_number", "customer_country"),
    *("duration", "answered", "first_call", "lead_status", "value"),
    *("source", "medium", "campaign", "keywords"),
    *("landing_page_url", "last_requested_url", "referring_url"),
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
    *("gclid", "fbclid", "msclkid"),
)


def client_for(settings: Settings, policy: RetryPolicy) -> VendorClient:
    """A client that signs with the account's key."""
    key = secret(settings.callrail.api_key)
    return VendorClient(
        SYSTEM,
        settings.callrail.base_url,
        FixedHeaders({"Authorization": f'Token token="{key}"'}, (key,)),
        policy=policy,
        check=_check,
        credentials_fix="create a key under Settings, Integrations, API Keys and set "
        "HEADWATER_CALLRAIL__API_KEY",
    )


def fetch_calls(
    client: VendorClient, account_id: str, first: date, last: date, visitor_field: str
) -> Iterator[Row]:
    """Calls that began in a closed span of days, oldest first, none twice.

    Every page starts at the last call seen instead of at a page number: a call deleted
    meanwhile shifts nothing. Where a page brings nothing new, its number goes up instead.
    """
    seen: set[str] = set()
    since, page = first.isoformat(), 1
    while True:
        calls = _page(client, account_id, visitor_field, since, last, page)
        fresh = [call for call in calls if call.get("id") not in seen]
        yield from (_row(call, visitor_field) for call in fresh)
        if len(calls) < PAGE:
            return
        seen.update(call["id"] for call in fresh if call.get("id"))
        reached = calls[-1].get("start_time") or since
        since, page = (reached, 1) if fresh and reached != since else (since, page + 1)


def extract(
    settings: Settings, policy: RetryPolicy = RetryPolicy(), backfill_from: date | None = None
) -> ExtractReport:
    """Read the last days again; `backfill_from` starts there and moves no cursor."""
    required = {
        "HEADWATER_CALLRAIL__API_KEY": settings.callrail.api_key,
        "HEADWATER_CALLRAIL__ACCOUNT_ID": settings.callrail.account_id,
    }
    read = partial(_read, settings, policy, backfill_from)
    return run_extract(settings, SYSTEM, required, read)


def _read(
    settings: Settings, policy: RetryPolicy, backfill_from: date | None, landing: Landing
) -> LandingResult:
    own = settings.callrail
    today = settings.clock().date()
    cursor = moment(landing.cursor("calls"))
    since = cursor.date() if cursor else today - timedelta(days=own.history_days)
    first = backfill_from or min(since, today - timedelta(days=own.reread_days))
    with client_for(settings, policy) as client:
        rows = fetch_calls(
            client, own.account_id or "", first - MARGIN, today + MARGIN, own.visitor_field
        )
        table = TableLoad("calls", ("id",), rows, cursor="start_time", unit=("_day",))
        return landing.load([table], move_cursor=backfill_from is None)


def _page(
    client: VendorClient, account_id: str, visitor_field: str, since: str, last: date, page: int
) -> list[dict[str, Any]]:
    query = {
        "start_date": since,
        "end_date": last.isoformat(),
        "fields": ",".join([*COLUMNS[1:], visitor_field]),
        "per_page": PAGE,
        "sort": "start_time",
        "order": "asc",
        "page": page,
    }
    return client.json("GET", f"/v3/a/{account_id}/calls.json", params=query)["calls"]


def _row(call: dict[str, Any], visitor_field: str) -> Row:
    row = {column: call[column] for column in COLUMNS if column in call}
    return {
        **row,
        "visitor_id": call.get(visitor_field),
        "_day": str(call.get("start_time"))[:10],
    }


def _check(payload: Any) -> None:
    if not isinstance(payload, dict) or "calls" not in payload:
        raise TransientError("the answer holds no calls")
    left = payload["total_records"] - (payload["page"] - 1) * PAGE
    if len(payload["calls"]) < min(PAGE, left):
        raise TransientError(f"{len(payload['calls'])} calls came of {left} that are left")


callrail_extract = extract_asset(SYSTEM, extract)
