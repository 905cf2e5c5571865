"""What can go wrong in an export. Every message says what, where, why and the fix."""

from __future__ import annotations


class ExportError(RuntimeError):
    """Base of all export errors."""


class ExportConfigurationError(ExportError):
    """A setting or a seed is wrong; nothing was sent."""


class LedgerError(ExportError):
    """The ledger cannot be read or written; nothing may be sent without it."""


class LeaseHeld(ExportError):
    """Another process is sending to the same destination."""


class DestinationHalted(ExportError):
    """The destination must not be sent anything more tonight; rows stay where they are."""

    def __init__(self, reason: str, text: str):
        super().__init__(f"{reason}: {text}")
        self.reason = reason
