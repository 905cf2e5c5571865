"""What each destination asks for: numbers about vendors, with their date and source.

Every field can be overridden by ``settings.exports.<destination>.rules`` without a release.
Sources: "docs" the vendor's documentation, "client" the official client's source, "report"
somebody's published report, "ours" our own caution. All read in November 2026.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TypeVar

from orchestration.exports.errors import ExportConfigurationError
from orchestration.settings import PROJECT_DIR

# Consent must be granted, not merely undenied, for people in these countries: the European
# Economic Area, the United Kingdom and Switzerland (Google's EU user consent policy, docs).
_EUROPEAN = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK "
    "GB CH"
)
CONSENT_COUNTRIES = frozenset(_EUROPEAN.split())

Policy = TypeVar("Policy", bound="DeliveryPolicy")


def currency_exponent(currency: str) -> int:
    """Digits after the decimal point of a currency (two where the seed does not know it)."""
    return _exponents().get(currency, 2)


@cache
def _exponents() -> dict[str, int]:
    with (PROJECT_DIR / "seeds" / "currencies.csv").open(encoding="utf-8", newline="") as file:
        return {row["currency"]: int(row["exponent"]) for row in csv.DictReader(file)}


@dataclass(frozen=True, kw_only=True)
class DeliveryPolicy:
    """Numbers that every destination has. Delays in seconds, shares as fractions."""

    version: str
    batch_size: int
    attempts_max: int = 5  # ours: tries of one request in a run
    retry_initial_seconds: float = 1.0  # ours
    retry_max_seconds: float = 30.0  # ours
    retry_budget_seconds: float = 300.0  # ours: waiting in one run, all requests together
    reject_share_max: float = 0.2  # ours: above it, something is wrong with all of them
    reject_sample_min: int = 50  # ours: fewer rows say nothing about a share
    growth_share_max: float = 1.9  # ours: a fan-out join doubles a mart, a good day does not
    growth_sample_min: int = 50  # ours
    poll_attempts_max: int = 10  # ours: nights after which an unanswered request is left alone


@dataclass(frozen=True, kw_only=True)
class ConversionPolicy(DeliveryPolicy):
    """Numbers of an offline-conversion destination. Ages in days or hours, money in units."""

    event_max_age_days: float = 90.0  # docs: gclid is kept for at most 90 days
    user_data_max_age_days: float = 63.0  # report: hashed identifiers match for about 63 days
    window_margin_hours: float = 1.0  # ours: a run that crosses midnight must not tip a row over
    click_min_age_hours: float = 6.0  # report: TOO_RECENT_CLICK for clicks of the last hours
    clock_skew_minutes: float = 10.0  # ours: a server clock a little ahead is no future
    value_max_units: float = 1_000_000_000.0  # ours: above it somebody mistyped
    change_min_units: float = 1.0  # ours: smaller changes are noise ...
    change_min_share: float = 0.01  # ours: ... unless they are at least this share
    settle_hours: float = 24.0  # ours: a change must stand this long before it is restated
    schedule_jitter_minutes: float = 60.0  # ours: tonight's run may start earlier than last's
    value_growth_max: float = 10.0  # ours: today's value against the mean sending day
    value_history_days: int = 28  # ours
    value_history_min: int = 7  # ours: sending days before the value breaker has an opinion
    request_events_max: int = 2_000  # docs: events in one request
    identifiers_max: int = 10  # docs: user identifiers in one event
    bisections_max: int = 24  # ours: requests spent on finding a bad row without an index
    timeout_seconds: float = 60.0  # ours


@dataclass(frozen=True, kw_only=True)
class CrmPolicy(DeliveryPolicy):
    """Numbers of a CRM write-back destination."""

    text_max_length: int = 65_536  # docs: characters of a single-line text property
    read_batch_size: int = 100  # docs
    timeout_seconds: float = 30.0  # ours


GOOGLE_DATA_MANAGER = ConversionPolicy(
    version="google_data_manager/2026-11",
    batch_size=500,  # ours: a quarter of the limit, since one bad event rejects all
)

HUBSPOT = CrmPolicy(
    version="hubspot/2026-11",
    batch_size=100,  # docs: inputs of a batch call
)


def with_rules(policy: Policy, rules: dict[str, float]) -> Policy:
    """The policy with configured numbers put over the shipped ones.

    Raises ExportConfigurationError for a name that no rule has.
    """
    known = {field.name: field.type for field in fields(policy)}
    unknown = sorted(set(rules) - set(known))
    if unknown:
        raise ExportConfigurationError(
            f"unknown rule {unknown[0]!r} — settings.exports.*.rules — no policy has it — "
            f"FIX: use one of {', '.join(sorted(known))}"
        )
    typed = {name: int(value) if known[name] == "int" else value for name, value in rules.items()}
    return replace(policy, **typed)
