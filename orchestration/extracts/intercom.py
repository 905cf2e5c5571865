"""Intercom: conversations and the contacts who held them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from orchestration.extracts.running import (
    ExtractReport,
    extract_asset,
    pick,
    run_extract,
    secret,
)
from orchestration.resources.http import FixedHeaders, RetryPolicy, TransientError, VendorClient
from orchestration.resources.rows import Row, TableLoad, iso, moment
from orchestration.settings import Settings

if TYPE_CHECKING:  # it brings dlt, which takes long to import
    from orchestration.resources.landing import Landing, LandingResult

SYSTEM = "intercom"
PAGE = 150  # the most that a search gives at once
# Searching contacts by time is exact to the day only, so a whole day is read again.
CONTACT_OVERLAP = timedelta(days=1)

CONVERSATION_COLUMNS = {
    "id": "id",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "source_type": "source.type",
    "source_url": "source.url",
    "is_lead": "custom_attributes.is_lead",
}
CONTACT_COLUMNS = {
    "id": "id",
    "email": "email",
    "phone": "phone",
    "external_id": "external_id",
    "country": "location.country_code",
    "_updated_at": "updated_at",
}


def client_for(settings: Settings, policy: RetryPolicy) -> VendorClient:
    """A client that signs with the app's token and fixes the version of the interface."""
    token = secret(settings.intercom.access_token)
    headers = {"Authorization": f"Bearer {token}", "Intercom-Version": settings.intercom.version}
    return VendorClient(
        SYSTEM,
        settings.intercom.base_url,
        FixedHeaders(headers, (token,)),
        policy=policy,
        check=_check,
        credentials_fix="create an access token in the developer hub and set "
        "HEADWATER_INTERCOM__ACCESS_TOKEN",
    )


def search(
    client: VendorClient, kind: str, field: str, since: datetime | None
) -> Iterator[dict[str, Any]]:
    """Records changed after `since`, in the order of their last change."""
    after = int(since.timestamp()) if since else 0
    body: dict[str, Any] = {
        "query": {
            "operator": "AND",
            "value": [{"field": "updated_at", "operator": ">", "value": after}],
        },
        "sort": {"field": "updated_at", "order": "ascending"},
        "pagination": {"per_page": PAGE},
    }
    while True:
        answer = client.json("POST", f"/{kind}/search", json=body)
        yield from answer[field]
        cursor = (answer.get("pages", {}).get("next") or {}).get("starting_after")
        if not cursor:
            return
        body["pagination"] = {"per_page": PAGE, "starting_after": cursor}


def fetch_conversations(
    client: VendorClient, since: datetime | None, visitor_attribute: str
) -> Iterator[Row]:
    """One row per conversation; its messages are not read."""
    for conversation in search(client, "conversations", "conversations", since):
        row = pick(conversation, CONVERSATION_COLUMNS)
        contacts = (conversation.get("contacts") or {}).get("contacts") or [{}]
        row["contact_id"] = contacts[0].get("id")
        row["visitor_id"] = (conversation.get("custom_attributes") or {}).get(visitor_attribute)
        yield _with_times(row, "created_at", "updated_at")


def fetch_contacts(client: VendorClient, since: datetime | None) -> Iterator[Row]:
    """One row per contact."""
    for contact in search(client, "contacts", "data", since):
        yield _with_times(pick(contact, CONTACT_COLUMNS), "_updated_at")


def extract(
    settings: Settings, policy: RetryPolicy = RetryPolicy(), backfill_from: datetime | None = None
) -> ExtractReport:
    """Read what changed; `backfill_from` reads again from that time and moves no cursor."""
    required = {"HEADWATER_INTERCOM__ACCESS_TOKEN": settings.intercom.access_token}
    read = partial(_read, settings, policy, backfill_from)
    return run_extract(settings, SYSTEM, required, read)


def _read(
    settings: Settings, policy: RetryPolicy, backfill_from: datetime | None, landing: Landing
) -> LandingResult:
    own = settings.intercom
    overlap = timedelta(minutes=own.overlap_minutes)

    def since(table: str, back: timedelta) -> datetime | None:
        cursor = moment(landing.cursor(table))
        return backfill_from or (cursor - back if cursor else None)

    with client_for(settings, policy) as client:
        conversations = fetch_conversations(
            client, since("conversations", overlap), own.visitor_attribute
        )
        contacts = fetch_contacts(client, since("contacts", CONTACT_OVERLAP))
        tables = [
            TableLoad(
                "conversations", ("id",), conversations, version="updated_at", cursor="updated_at"
            ),
            TableLoad("contacts", ("id",), contacts, version="_updated_at", cursor="_updated_at"),
        ]
        return landing.load(tables, move_cursor=backfill_from is None)


def _with_times(row: dict[str, Any], *columns: str) -> Row:
    """Seconds since 1970, as this vendor writes times, as ISO times."""
    for column in columns:
        if isinstance(row.get(column), int):
            row[column] = iso(datetime.fromtimestamp(row[column], UTC))
    return row


def _check(payload: Any) -> None:
    if not isinstance(payload, dict) or payload.get("type") == "error.list":
        raise TransientError("the answer is an error in the body of a 200")


intercom_extract = extract_asset(SYSTEM, extract)
