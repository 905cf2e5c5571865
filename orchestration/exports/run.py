"""The one way to run an export: by destination and mode."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from orchestration.exports.delivery import ConversionExport
from orchestration.exports.errors import ExportConfigurationError
from orchestration.exports.hubspot import LeadSourceExport
from orchestration.exports.hubspot_contacts import HubSpotContacts, access_token
from orchestration.exports.hubspot_provision import provision_properties
from orchestration.exports.ledger import Ledger
from orchestration.exports.policies import GOOGLE_DATA_MANAGER, HUBSPOT, with_rules
from orchestration.exports.report import ExportReport
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.exports.google_data_manager import GoogleDataManagerDestination

DESTINATIONS = ("google_data_manager", "hubspot")
MODES = ("off", "render", "validate", "canary", "live")
CANARY_ROWS = 5


def run_export(
    settings: Settings,
    destination: str,
    mode: str | None = None,
    canary: int | None = None,
    *,
    force: bool = False,
    checkpoint: Callable[[str], None] = lambda point: None,
    sleep: Callable[[float], None] = time.sleep,
) -> ExportReport:
    """Run one destination; `mode` defaults to the destination's own setting.

    `canary` is the number of rows that a canary sends. `force` overrides the breaker and, in a
    CRM, what humans changed. Nothing is sent in canary or live to a destination that is not
    confirmed.

    Raises ExportConfigurationError for a bad setting, LeaseHeld while another run sends, and
    LedgerError when the ledger cannot be used. What a destination answers is in the report.
    """
    options = _settings_of(settings, destination)
    mode = mode or options.mode
    if mode not in MODES:
        raise ExportConfigurationError(
            f"no mode {mode!r} — headwater export — FIX: use one of {', '.join(MODES)}"
        )
    if mode == "off":
        return ExportReport(destination, mode)
    if mode in {"canary", "live"} and not options.confirmed:
        report = ExportReport(destination, mode)
        report.halt(
            "not_confirmed",
            f"{destination} is not confirmed — settings.exports.{destination}.confirmed — nothing "
            "is sent before somebody has looked at what would be — FIX: headwater export "
            f"--render {destination}, then set HEADWATER_EXPORTS__{destination.upper()}__CONFIRMED",
        )
        return report
    rows = (canary or CANARY_ROWS) if mode == "canary" else None
    ledger = Ledger.open(settings.ledger_database_url)
    try:
        run = _run_google if destination == "google_data_manager" else _run_hubspot
        return run(settings, ledger, mode, rows, force, checkpoint, sleep)
    finally:
        ledger.close()


def poll_export(settings: Settings, destination: str) -> ExportReport:
    """Ask what became of accepted requests; a CRM answers at once and is never asked."""
    _settings_of(settings, destination)
    if destination != "google_data_manager":
        return ExportReport(destination, "poll")
    ledger = Ledger.open(settings.ledger_database_url)
    google = _google(settings)
    try:
        return ConversionExport(settings, google, ledger).poll()
    finally:
        google.close()
        ledger.close()


def provision(settings: Settings, *, check: bool = False) -> dict[str, str]:
    """Create HubSpot's property group and properties, or with `check` only say what is wrong."""
    contacts = HubSpotContacts(settings.exports.hubspot, access_token(settings), _hubspot(settings))
    try:
        return provision_properties(contacts, check=check)
    finally:
        contacts.close()


def _run_google(settings, ledger, mode, canary, force, checkpoint, sleep) -> ExportReport:
    google = _google(settings)
    run = ConversionExport(
        settings, google, ledger, force=force, checkpoint=checkpoint, sleep=sleep
    )
    try:
        return run.preview(mode) if mode in {"render", "validate"} else run.deliver(mode, canary)
    finally:
        google.close()


def _run_hubspot(settings, ledger, mode, canary, force, checkpoint, _sleep) -> ExportReport:
    policy = _hubspot(settings)
    token = "" if mode == "render" else access_token(settings)
    contacts = HubSpotContacts(settings.exports.hubspot, token, policy)
    run = LeadSourceExport(settings, contacts, ledger, policy, force=force, checkpoint=checkpoint)
    try:
        return run.preview(mode) if mode in {"render", "validate"} else run.deliver(mode, canary)
    finally:
        contacts.close()


def _settings_of(settings: Settings, destination: str):
    if destination not in DESTINATIONS:
        raise ExportConfigurationError(
            f"no destination {destination!r} — headwater export — "
            f"FIX: use one of {', '.join(DESTINATIONS)}"
        )
    return getattr(settings.exports, destination)


def _google(settings: Settings) -> GoogleDataManagerDestination:
    # Google's client takes long to import: only who sends there waits for it.
    from orchestration.exports.google_data_manager import GoogleDataManagerDestination

    options = settings.exports.google_data_manager
    rules = {
        "settle_hours": options.settle_days * 24,
        "batch_size": options.batch_size,
        **options.rules,
    }
    return GoogleDataManagerDestination(options, with_rules(GOOGLE_DATA_MANAGER, rules))


def _hubspot(settings: Settings):
    options = settings.exports.hubspot
    return with_rules(HUBSPOT, {"batch_size": options.batch_size, **options.rules})
