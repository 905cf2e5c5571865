"""Sends what the export models say is true, and remembers what was sent."""

from orchestration.exports.errors import (
    ExportConfigurationError,
    ExportError,
    LeaseHeld,
    LedgerError,
)
from orchestration.exports.ledger_export import export_ledger
from orchestration.exports.report import ExportReport
from orchestration.exports.run import DESTINATIONS, poll_export, provision, run_export

__all__ = [
    "DESTINATIONS",
    "ExportConfigurationError",
    "ExportError",
    "ExportReport",
    "LeaseHeld",
    "LedgerError",
    "export_ledger",
    "poll_export",
    "provision",
    "run_export",
]
