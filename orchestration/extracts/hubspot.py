"""HubSpot: contacts, deals with their stages and contacts, pipelines, merges, deletions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from orchestration.extracts.hubspot_api import HubSpotApi
from orchestration.extracts.hubspot_objects import (
    changed_links,
    history_rows,
    merges,
    object_row,
    vanished,
)
from orchestration.extracts.running import (
    ExtractReport,
    extract_asset,
    run_extract,
    secret,
)
from orchestration.resources.http import FixedHeaders, RetryPolicy, TransientError, VendorClient
from orchestration.resources.landed import newest_rows
from orchestration.resources.rows import Row, TableLoad, moment
from orchestration.settings import Settings

if TYPE_CHECKING:  # it brings dlt, which takes long to import
    from orchestration.resources.landing import Landing, LandingResult

SYSTEM = "hubspot"
ARCHIVE_OVERLAP = timedelta(days=1)  # deletions show up in the archived list with some delay
# An empty or half answer must never wipe deals: beyond this nothing is marked as deleted.
SUSPICIOUS_SHARE = 0.2
SUSPICIOUS_ROWS = 10


def client_for(settings: Settings, policy: RetryPolicy) -> VendorClient:
    """A client that signs with the private app's token."""
    token = secret(settings.hubspot.access_token)
    return VendorClient(
        SYSTEM,
        settings.hubspot.base_url,
        FixedHeaders({"Authorization": f"Bearer {token}"}, (token,)),
        policy=policy,
        refused=_refused,
        check=_check,
        credentials_fix="create a private app with CRM read scopes and set "
        "HEADWATER_HUBSPOT__ACCESS_TOKEN",
    )


def extract(
    settings: Settings, policy: RetryPolicy = RetryPolicy(), backfill_from: datetime | None = None
) -> ExtractReport:
    """Read what changed; `backfill_from` reads again from that time and moves no cursor."""
    required = {"HEADWATER_HUBSPOT__ACCESS_TOKEN": settings.hubspot.access_token}
    read = partial(_read, settings, policy, backfill_from)
    return run_extract(settings, SYSTEM, required, read)


class Reading:
    """One run over the portal: what later tables need from earlier ones is kept here."""

    def __init__(self, api: HubSpotApi, landing: Landing, overlap: timedelta) -> None:
        self._api = api
        self._landing = landing
        self._overlap = overlap
        self._merges: list[Row] = []
        self._changed_deals: list[str] = []
        self._listed_deals: set[str] = set()
        self._archived_ids: dict[str, set[str]] = {"contacts": set(), "deals": set()}
        self.warnings: list[str] = []

    def tables(self, backfill_from: datetime | None) -> list[TableLoad]:
        """The tables in the order in which they are read."""
        times = {"version": "updated_at", "cursor": "updated_at"}
        return [
            TableLoad("contacts", ("id",), self.contacts(backfill_from), **times),
            TableLoad("contact_merges", ("from_id", "into_id"), self.merges()),
            TableLoad("deals", ("id",), self.deals(backfill_from), **times),
            TableLoad(
                "deal_stage_history", ("deal_id", "stage_id", "changed_at"), self.stage_history()
            ),
            TableLoad("deal_contacts", ("deal_id", "contact_id"), self.deal_contacts()),
            TableLoad("pipelines", ("pipeline_id",), self._api.pipelines(), unit=()),
            TableLoad("pipeline_stages", ("pipeline_id", "stage_id"), self._api.stages(), unit=()),
        ]

    def contacts(self, backfill_from: datetime | None) -> Iterator[Row]:
        """Contacts changed or archived since the last run."""
        since = backfill_from or self._since("contacts")
        for record in self._api.changed("contacts", since):
            self._merges.extend(merges(record))
            yield object_row("contacts", record, self._api.properties("contacts"))
        for record in self._newly_archived("contacts"):
            yield object_row("contacts", record, self._api.properties("contacts"))

    def merges(self) -> Iterator[Row]:
        """Contacts that were merged into one of those just read."""
        yield from self._merges

    def deals(self, backfill_from: datetime | None) -> Iterator[Row]:
        """Deals changed, archived or gone since the last run."""
        since = backfill_from or self._since("deals")
        for record in self._api.changed("deals", since):
            self._changed_deals.append(str(record["id"]))
            yield object_row("deals", record, self._api.properties("deals"))
        for record in self._newly_archived("deals"):
            yield object_row("deals", record, self._api.properties("deals"))
        yield from self._vanished_deals()

    def stage_history(self) -> Iterator[Row]:
        """Every stage that a changed deal ever entered."""
        for record in self._api.with_history(self._changed_deals):
            yield from history_rows(record)

    def deal_contacts(self) -> Iterator[Row]:
        """Links that are new, changed or gone; changing a link does not touch its deal."""
        raw_dir = self._landing.raw_dir
        known = newest_rows(raw_dir, SYSTEM, "deal_contacts", ("deal_id", "contact_id"))
        yield from changed_links(self._api.links(sorted(self._listed_deals)), known)

    def _vanished_deals(self) -> list[Row]:
        self._listed_deals = set(self._api.ids("deals"))
        known = newest_rows(self._landing.raw_dir, SYSTEM, "deals", ("id",))
        seen = self._listed_deals | self._archived_ids["deals"]
        gone = vanished(seen, known, self._landing.extracted_at)
        if len(gone) > max(SUSPICIOUS_ROWS, len(known) * SUSPICIOUS_SHARE):
            self.warnings.append(
                f"deals: {len(gone)} of {len(known)} are no longer listed; too many to believe, "
                "nothing was marked as deleted"
            )
            return []
        return gone

    def _since(self, table: str) -> datetime | None:
        cursor = moment(self._landing.cursor(table))
        return cursor - self._overlap if cursor else None

    def _newly_archived(self, kind: str) -> Iterator[dict[str, Any]]:
        previous = self._landing.previous
        for record in self._api.archived(kind):
            self._archived_ids[kind].add(str(record["id"]))
            archived_at = moment(record.get("archivedAt"))
            if previous and archived_at and archived_at < previous - ARCHIVE_OVERLAP:
                continue
            yield record


def _read(
    settings: Settings, policy: RetryPolicy, backfill_from: datetime | None, landing: Landing
) -> LandingResult:
    own = settings.hubspot
    with client_for(settings, policy) as client:
        api = HubSpotApi(
            client, own.api_version, own.visitor_property, own.declared_source_property
        )
        reading = Reading(api, landing, timedelta(minutes=own.overlap_minutes))
        since = backfill_from.astimezone(UTC) if backfill_from else None
        result = landing.load(reading.tables(since), move_cursor=backfill_from is None)
    result.warnings.extend(reading.warnings)
    return result


def _refused(response: httpx.Response) -> str | None:
    """A used-up daily quota cannot be waited for."""
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS and "DAILY" in response.text:
        return "the portal's daily request quota is used up; it resets at midnight of the portal"
    return None


def _check(payload: Any) -> None:
    if not isinstance(payload, dict) or payload.get("status") == "error":
        raise TransientError("the answer is an error in the body of a 200")


hubspot_extract = extract_asset(SYSTEM, extract)
