"""The rows that move through an export: what the mart says, and what the ledger remembers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where one delivery stands."""

    BLOCKED = "blocked"  # a gate said no; asked again every night
    EXPIRED = "expired"  # outside the platform's window
    PENDING = "pending"  # waiting to be sent
    SENDING = "sending"  # committed before the call: after a crash its outcome is unknown
    UNKNOWN = "unknown"  # the call ended without an answer
    RETRY_WAIT = "retry_wait"  # known not processed, to be sent again
    ACCEPTED = "accepted"  # the platform took it
    PROCESSED = "processed"  # the platform counted it
    REJECTED = "rejected"  # the platform refused it after accepting the request
    DEAD = "dead"  # refused for good: needs a human or a new revision
    SUPERSEDED = "superseded"  # never sent; a newer revision took its place


DELIVERED = frozenset({State.ACCEPTED, State.PROCESSED})
UNSENT = frozenset({State.BLOCKED, State.EXPIRED, State.PENDING, State.RETRY_WAIT})
REFUSED = frozenset({State.REJECTED, State.DEAD})
UNRESOLVED = frozenset({State.SENDING, State.UNKNOWN})
WAITING = frozenset({State.PENDING, State.RETRY_WAIT})


class Kind(StrEnum):
    """What one delivery tells the platform."""

    NEW = "new"
    RESTATE = "restate"
    RETRACT = "retract"
    CRM_SET = "crm_set"


@dataclass(frozen=True, kw_only=True)
class ConversionRow:
    """One row of an offline-conversions export model: conversion times action. Times are UTC."""

    action: str
    action_id: str | None
    action_counting: str
    conversion_key: str
    conversion_type: str
    source_system: str
    event_at: datetime
    event_source: str
    status: str
    value_minor: int | None
    truth_value_minor: int | None
    currency: str | None
    click_window_days: int
    gclid: str | None
    gbraid: str | None
    wbraid: str | None
    click_at: datetime | None
    email_sha256: str | None
    phone_sha256: str | None
    consent_ad_user_data_at_click: str
    consent_ad_user_data: str
    consent_ad_personalization: str
    country: str | None
    attribution_basis: str

    @property
    def is_void(self) -> bool:
        """Whether the conversion no longer stands."""
        return self.status == "void"

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the conversion within an account."""
        return (self.action, self.conversion_key)

    @property
    def emails(self) -> list[str]:
        """SHA-256 forms of the person's e-mails."""
        return _parts(self.email_sha256)

    @property
    def phones(self) -> list[str]:
        """SHA-256 forms of the person's phones."""
        return _parts(self.phone_sha256)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One revision in the ledger."""

    destination: str
    account: str
    action: str
    conversion_key: str
    revision: int
    kind: str
    state: str
    platform_key: str
    reason: str | None = None
    event_at: datetime | None = None
    value_minor: int | None = None
    currency: str | None = None
    attribution_basis: str | None = None
    truth_value_minor: int | None = None
    content_hash: str | None = None
    payload: str | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    first_sent_at: datetime | None = None
    last_sent_at: datetime | None = None
    batch_id: str | None = None
    run_id: str | None = None
    platform_request_id: str | None = None
    error_code: str | None = None
    error_text: str | None = None
    policy_version: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the conversion within an account."""
        return (self.action, self.conversion_key)

    @property
    def identity(self) -> dict[str, object]:
        """The primary key, as the ledger's columns."""
        return {name: getattr(self, name) for name in PRIMARY_KEY}


PRIMARY_KEY = ("destination", "account", "action", "conversion_key", "revision")
DELIVERY_COLUMNS = tuple(field.name for field in fields(Delivery))


def _parts(text: str | None) -> list[str]:
    return [part for part in (text or "").split(",") if part]
