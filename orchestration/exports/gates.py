"""The gates a conversion passes before it may leave, in their order. Each reason is counted."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orchestration.exports.identifiers import Identifiers, identifiers_of
from orchestration.exports.policies import (
    CONSENT_COUNTRIES,
    ConversionPolicy,
    currency_exponent,
)
from orchestration.exports.records import ConversionRow, State

_CURRENCY = re.compile(r"^[A-Z]{3}$")


@dataclass(frozen=True)
class Verdict:
    """A gate's no: the reason, and whether the row is out of its window for good."""

    reason: str
    state: State = State.BLOCKED


@dataclass
class GateContext:
    """What gates need beside the row. `now` is naive UTC."""

    policy: ConversionPolicy
    now: datetime
    # Source systems of conversions already let through, by what the platform would see.
    seen: dict[tuple, str] = field(default_factory=dict)


def pass_gates(row: ConversionRow, context: GateContext, *, was_sent: bool) -> Verdict | None:
    """The first gate that refuses the row, or None. `was_sent`: a platform has it already."""
    identifiers = identifiers_of(row, context.policy.identifiers_max)
    for gate in _GATES:
        verdict = gate(row, identifiers, context)
        if verdict is not None and not (was_sent and gate in _FIRST_SEND_ONLY):
            return verdict
    return None


def requires_granted_consent(country: str | None) -> bool:
    """Whether consent must be granted there. An unknown country is treated as European."""
    return country is None or country.strip().upper() in CONSENT_COUNTRIES | {"", "UK"}


def _action_configured(row: ConversionRow, _ids: Identifiers, _context: GateContext):
    return None if (row.action_id or "").strip() else Verdict("action_not_configured")


def _status_open(row: ConversionRow, _ids: Identifiers, _context: GateContext):
    return Verdict("void_before_send") if row.is_void else None


def _key_impersonal(row: ConversionRow, _ids: Identifiers, _context: GateContext):
    # The ledger keeps this key for ever; an e-mail must not stay there.
    return Verdict("key_holds_personal_data") if "@" in row.conversion_key else None


def _amount_valid(row: ConversionRow, _ids: Identifiers, context: GateContext):
    if row.currency is None or not _CURRENCY.match(row.currency):
        return Verdict("currency_invalid")
    if row.value_minor is None or not math.isfinite(row.value_minor) or row.value_minor < 0:
        return Verdict("amount_invalid")
    if row.value_minor > context.policy.value_max_units * 10 ** currency_exponent(row.currency):
        return Verdict("amount_implausible")
    return None


def _consent_given(row: ConversionRow, _ids: Identifiers, _context: GateContext):
    states = {"conversion": row.consent_ad_user_data}
    if row.click_at is not None:
        states = {"click": row.consent_ad_user_data_at_click, **states}
    for moment, state in states.items():
        if state == "denied":
            return Verdict(f"consent_denied_at_{moment}")
    if requires_granted_consent(row.country):
        for moment, state in states.items():
            if state != "granted":
                return Verdict(f"consent_not_granted_at_{moment}")
    return None


def _identifier_usable(row: ConversionRow, identifiers: Identifiers, _context: GateContext):
    if identifiers.is_usable:
        return None
    has_braid = bool(row.gbraid or row.wbraid) and row.action_counting != "many"
    return Verdict("braid_needs_many_per_click" if has_braid else "no_usable_identifier")


def _click_before_conversion(row: ConversionRow, _ids: Identifiers, _context: GateContext):
    if row.click_at is not None and row.event_at < row.click_at:
        return Verdict("conversion_before_click")
    return None


def _inside_windows(row: ConversionRow, identifiers: Identifiers, context: GateContext):
    policy = context.policy
    margin = timedelta(hours=policy.window_margin_hours)
    if row.event_at > context.now + timedelta(minutes=policy.clock_skew_minutes):
        return Verdict("event_in_future")
    by_click = identifiers.click_id is not None
    max_days = policy.event_max_age_days if by_click else policy.user_data_max_age_days
    if row.event_at < context.now - timedelta(days=max_days) + margin:
        return Verdict("event_too_old", State.EXPIRED)
    window = timedelta(days=row.click_window_days)
    if by_click and row.click_at is not None and row.event_at - row.click_at > window - margin:
        return Verdict("click_out_of_window", State.EXPIRED)
    return None


def _old_enough(row: ConversionRow, _ids: Identifiers, context: GateContext):
    if row.click_at is None:
        return None
    ripe_at = row.click_at + timedelta(hours=context.policy.click_min_age_hours)
    return Verdict("click_too_recent") if ripe_at > context.now else None


def _not_a_duplicate(row: ConversionRow, identifiers: Identifiers, context: GateContext):
    fingerprint = (
        row.action,
        row.event_at.replace(microsecond=0),
        row.currency,
        row.truth_value_minor,
        identifiers,
    )
    # Two deals of one CRM may look alike and both be true; the same deal in two CRMs is one.
    first = context.seen.setdefault(fingerprint, row.source_system)
    return None if first == row.source_system else Verdict("duplicate_of_other_source")


Gate = Callable[[ConversionRow, Identifiers, GateContext], Verdict | None]

_GATES: tuple[Gate, ...] = (
    _action_configured,
    _status_open,
    _key_impersonal,
    _amount_valid,
    _consent_given,
    _identifier_usable,
    _click_before_conversion,
    _inside_windows,
    _old_enough,
    _not_a_duplicate,
)

# A correction of what a platform already has needs no second look at these.
_FIRST_SEND_ONLY = frozenset(
    {_status_open, _click_before_conversion, _old_enough, _not_a_duplicate}
)
