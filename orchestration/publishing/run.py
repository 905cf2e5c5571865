"""What publishing needs to know about the warehouse's run, and the gate that the run must pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RunStatus = Literal["running", "good", "partial", "failed"]

# "partial" is a run whose blocking checks passed while some source stayed behind: its numbers
# are true for what has arrived, and the report says so. Everything else stays unpublished.
PUBLISHABLE: frozenset[str] = frozenset({"good", "partial"})


class PublishError(Exception):
    """Nothing was published; yesterday's version is still the current one."""


class PublishRefused(PublishError):
    """The run has not earned publication."""


class PublishFailed(PublishError):
    """The copy could not be made or does not equal the warehouse."""


@dataclass(frozen=True)
class WarehouseRun:
    """One finished run of the warehouse.

    `as_of` is the moment up to which data is known (UTC). `status` is set to good or partial
    by whoever ran the blocking checks, never by publish itself.
    """

    run_id: str
    status: RunStatus
    as_of: datetime
    git_sha: str = ""
    headline_model: str = "last_non_direct"
    attribution_models: tuple[str, ...] = ()
    lookback_days: int = 90
    settings_hash: str = ""
    company: str = ""


def require_publishable(run: WarehouseRun) -> None:
    """Raise PublishRefused unless the blocking checks of this run have passed."""
    if run.status not in PUBLISHABLE:
        raise PublishRefused(
            f"run {run.run_id} is {run.status} — published/ is left as it was — only a run whose "
            "blocking checks passed may be published — FIX: headwater status, then headwater build"
        )
