"""Exit codes and the one shape of an error: what, where, why, fix."""

from __future__ import annotations

GOOD, FAILED, CONFIGURATION, PARTIAL = 0, 1, 2, 3


class HeadwaterError(Exception):
    """An error that a person can act on. `code` names its entry in docs/runbook.md."""

    def __init__(
        self, code: str, what: str, where: str, why: str, fix: str, exit_code: int = FAILED
    ) -> None:
        super().__init__(f"{code} {what} — {where} — {why} — FIX: {fix}")
        self.code = code
        self.exit_code = exit_code
