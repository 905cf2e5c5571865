"""What the real Data Manager refuses: at once for the whole request, or later for one event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from google.ads.datamanager_v1 import (
    ConsentStatus,
    ErrorReason,
    Event,
    EventSource,
    IngestEventsRequest,
    ProcessingErrorReason,
)

EVENTS_MAX = 2_000
DESTINATIONS_MAX = 10
IDENTIFIERS_MAX = 10
EVENT_MAX_AGE_DAYS = 90
CLICK_MAX_AGE_DAYS = 90
CLICK_MIN_AGE_HOURS = 1

_SHA256_HEX = re.compile(r"^[0-9a-f]{64}$")
_CURRENCY = re.compile(r"^[A-Z]{3}$")
# Countries where an event without granted consent is not used.
_EUROPEAN = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK "
    "GB CH"
)
_CONSENT_REGIONS = frozenset(_EUROPEAN.split())


@dataclass(frozen=True)
class Violation:
    """One reason to refuse a whole request."""

    field: str
    reason: str
    description: str


@dataclass
class AccountFacts:
    """What the account knows: its actions, and its clicks with their times (all clicks if None)."""

    account_id: str
    action_ids: set[str] | None = None
    clicks: Mapping[str, datetime] | None = None
    now: datetime | None = None
    allowed: bool = True
    login_ids: set[str] = field(default_factory=set)

    def clock(self) -> datetime:
        """The server's time, UTC."""
        return self.now or datetime.now(UTC)


def request_violations(request: IngestEventsRequest, facts: AccountFacts) -> list[Violation]:
    """Why the request is refused whole; empty if it is taken."""
    found = list(_request_limits(request)) + list(_destination(request, facts))
    for index, event in enumerate(request.events):
        for name, reason, description in _event_violations(event, request, facts):
            path = f"events.events[{index}].{name}"
            found.append(Violation(path, ErrorReason[reason].name, description))
    return found


def _request_limits(request: IngestEventsRequest):
    if not request.events:
        yield Violation("events", "REQUIRED_FIELD_MISSING", "at least one event is required")
    if len(request.events) > EVENTS_MAX:
        yield Violation("events", "TOO_MANY_EVENTS", f"at most {EVENTS_MAX} events")
    if len(request.destinations) > DESTINATIONS_MAX:
        yield Violation("destinations", "TOO_MANY_DESTINATIONS", f"at most {DESTINATIONS_MAX}")
    if not request.destinations:
        yield Violation("destinations", "REQUIRED_FIELD_MISSING", "a destination is required")
    has_user_data = any(event.user_data.user_identifiers for event in request.events)
    if has_user_data and not request.encoding:
        yield Violation("encoding", "REQUIRED_FIELD_MISSING", "encoding is required for user data")


def _destination(request: IngestEventsRequest, facts: AccountFacts):
    for index, destination in enumerate(request.destinations):
        path = f"destinations[{index}]"
        if not destination.operating_account.account_type:
            yield Violation(path, "REQUIRED_FIELD_MISSING", "account_type is required")
        if destination.operating_account.account_id != facts.account_id:
            yield Violation(path, "INVALID_DESTINATION", "not an account of this user")
        action = destination.product_destination_id
        if not action.isdigit():
            yield Violation(path, "INVALID_CONVERSION_ACTION_ID", "not a conversion action id")
        elif facts.action_ids is not None and action not in facts.action_ids:
            yield Violation(path, "INVALID_CONVERSION_ACTION_ID", "no such conversion action")


def _event_violations(event: Event, request: IngestEventsRequest, facts: AccountFacts):
    yield from _required(event, request)
    yield from _time(event, facts)
    ids = event.ad_identifiers
    people = list(event.user_data.user_identifiers)
    if ids.gbraid and ids.wbraid:
        yield "ad_identifiers", "INVALID_EVENT", "gbraid and wbraid must not both be set"
    if not (ids.gclid or ids.gbraid or ids.wbraid or people):
        yield "user_data", "NO_IDENTIFIERS_PROVIDED", "no user or ad identifier"
    if len(people) > IDENTIFIERS_MAX:
        yield "user_data", "TOO_MANY_USER_IDENTIFIERS", f"at most {IDENTIFIERS_MAX}"
    for position, person in enumerate(people):
        if not _SHA256_HEX.match(person.email_address or person.phone_number):
            path = f"user_data.user_identifiers[{position}]"
            yield path, "INVALID_SHA256_FORMAT", "not a SHA-256 in hexadecimal"


def _required(event: Event, request: IngestEventsRequest):
    if event.event_source == EventSource.EVENT_SOURCE_UNSPECIFIED:
        yield "event_source", "REQUIRED_FIELD_MISSING", "event_source is required"
    # The dry run lets a purely numeric id pass; the live call does not.
    if event.transaction_id.isdigit() and not request.validate_only:
        yield "transaction_id", "INVALID_FORMAT", "transaction_id must not be numeric"
    if not event.transaction_id:
        yield "transaction_id", "REQUIRED_FIELD_MISSING", "transaction_id is required"
    if "conversion_value" in event and not _CURRENCY.match(event.currency):
        yield "currency", "INVALID_CURRENCY_CODE", "not an ISO 4217 code"
    if "conversion_value" in event and not 0 <= event.conversion_value < float("inf"):
        yield "conversion_value", "INVALID_NUMBER_FORMAT", "not a finite amount"


def _time(event: Event, facts: AccountFacts):
    if not event.event_timestamp:
        yield "event_timestamp", "REQUIRED_FIELD_MISSING", "event_timestamp is required"
        return
    age = facts.clock() - event_moment(event)
    if age > timedelta(days=EVENT_MAX_AGE_DAYS) or age < -timedelta(minutes=15):
        yield "event_timestamp", "EVENT_TIME_INVALID", "outside the acceptable time window"


def processing_error(event: Event, facts: AccountFacts) -> str | None:
    """Why an accepted event is not counted, found only later; None if it is."""
    reason = _consent_error(event) or _click_error(event, facts)
    return None if reason is None else ProcessingErrorReason[_PREFIX + reason].name


def event_moment(event: Event) -> datetime:
    """When the event happened, UTC."""
    return datetime.fromtimestamp(event.event_timestamp.timestamp(), UTC)


def _consent_error(event: Event) -> str | None:
    if event.consent.ad_user_data == ConsentStatus.CONSENT_DENIED:
        return "DENIED_CONSENT"
    region = event.event_location.region_code
    if event.consent.ad_user_data == ConsentStatus.CONSENT_GRANTED:
        return None
    return "NO_CONSENT" if not region or region in _CONSENT_REGIONS else None


def _click_error(event: Event, facts: AccountFacts) -> str | None:
    click_id = event.ad_identifiers.gclid
    if not click_id or facts.clicks is None:
        return None
    clicked_at = facts.clicks.get(click_id)
    if clicked_at is None:
        return "CLICK_NOT_FOUND"
    if event_moment(event) < clicked_at:
        return "CONVERSION_PRECEDES_CLICK"
    if event_moment(event) - clicked_at > timedelta(days=CLICK_MAX_AGE_DAYS):
        return "EVENT_TOO_OLD"
    is_fresh = facts.clock() - clicked_at < timedelta(hours=CLICK_MIN_AGE_HOURS)
    return "TOO_RECENT_CLICK" if is_fresh else None


_PREFIX = "PROCESSING_ERROR_REASON_"
