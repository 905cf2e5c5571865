"""Exit codes and the one shape of an error: what, where, why, fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError

GOOD, FAILED, CONFIGURATION, PARTIAL = 0, 1, 2, 3


class HeadwaterError(Exception):
    """An error that a person can act on. `code` names its entry in docs/runbook.md."""

    def __init__(
        self, code: str, what: str, where: str, why: str, fix: str, exit_code: int = FAILED
    ) -> None:
        super().__init__(f"{code} {what} — {where} — {why} — FIX: {fix}")
        self.code = code
        self.exit_code = exit_code


# The rooms know nothing of codes: their errors say what, where, why and fix in words of their own.
# By name, because this table must not import every room to print one line, and because a night
# keeps no more than the name of what ended a step: subclasses stand here, too.
_ROOMS = {
    "NightRunning": ("E110", FAILED),
    "DoorBusy": ("E111", FAILED),
    "UnreadableFile": ("E112", FAILED),
    "LandingError": ("E113", FAILED),
    "WarehouseLocked": ("E122", FAILED),
    "NoSuchNight": ("E126", CONFIGURATION),
    "IntervalsFailed": ("E130", FAILED),
    "PublishError": ("E131", FAILED),
    "PublishRefused": ("E131", FAILED),
    "PublishFailed": ("E131", FAILED),
    "DocsError": ("E132", FAILED),
    "LeaseHeld": ("E140", FAILED),
    "LedgerError": ("E141", FAILED),
    "ExportError": ("E142", FAILED),
    "DestinationHalted": ("E142", FAILED),
    "VendorError": ("E143", FAILED),
    "TransientError": ("E143", FAILED),
    # The demo's own vendor refuses a query, as the real one would.
    "QueryError": ("E143", FAILED),
    "SecretError": ("E203", CONFIGURATION),
    "ProjectUnparsable": ("E204", CONFIGURATION),
    "ClickIdSeedError": ("E205", CONFIGURATION),
    "SharedMailboxSeedError": ("E205", CONFIGURATION),
    "ContractError": ("E206", CONFIGURATION),
    "ExportConfigurationError": ("E213", CONFIGURATION),
}
BUILD_FAILED = "E130"


def told(problem: Exception) -> tuple[str, int] | None:
    """The line and the exit code of an error that a room raises; None for an unforeseen one."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    if isinstance(problem, ValidationError):
        return _unusable(_settings_at_fault(problem))
    if isinstance(problem, SettingsError):
        return _unusable(str(problem))
    for kind in type(problem).__mro__:
        if kind.__name__ in _ROOMS:
            code, exit_code = _ROOMS[kind.__name__]
            return f"{code} {problem}", exit_code
    return None


def code_of(kind: str) -> str:
    """The code of an error that is known by the name of its class; E100 for all others."""
    return _ROOMS.get(kind, ("E100", FAILED))[0]


def _unusable(settings: str) -> tuple[str, int]:
    return (
        f"E201 a setting is not usable — {settings} — what is given cannot be read — "
        "FIX: correct it; docs/configuration.md has every setting",
        CONFIGURATION,
    )


def _settings_at_fault(problem: ValidationError) -> str:
    """Each wrong setting by its path; never its value, which may be a secret."""
    return "; ".join(
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
        for error in problem.errors()
    )
