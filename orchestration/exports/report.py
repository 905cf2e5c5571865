"""What one run of an export did, in numbers that a person can check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields

_SHOWN_IF_ANY = (
    "staged",
    "resent",
    "validated",
    "processed",
    "unknown",
    "waiting",
    "restated",
    "retracted",
    "superseded",
    "unchanged",
    "fields_written",
    "protected",
)


@dataclass
class ExportReport:
    """Counts of one destination and run. Values are minor units by currency.

    `halted` names why nothing more was sent; `notices` are sentences for the summary.
    """

    destination: str
    mode: str
    account: str = ""
    rows_read: int = 0
    eligible: int = 0
    blocked: Counter[str] = field(default_factory=Counter)
    expired: int = 0
    staged: int = 0
    superseded: int = 0
    requests: int = 0
    sent: int = 0
    resent: int = 0
    accepted: int = 0
    validated: int = 0
    processed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    unknown: int = 0
    waiting: int = 0
    restated: int = 0
    retracted: int = 0
    vanished: int = 0
    fields_written: int = 0
    unchanged: int = 0
    protected: int = 0
    value_minor: Counter[str] = field(default_factory=Counter)
    halted: str | None = None
    notices: list[str] = field(default_factory=list)
    sample: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """off, good, or partial when something that should have gone out did not."""
        if self.mode == "off":
            return "off"
        return "partial" if self.halted or self.rejected or self.unknown else "good"

    def __str__(self) -> str:
        """One line for people, then the notices and, in render, samples with hashes cut."""
        if self.mode == "off":
            return f"{self.destination}: off"
        counts = {
            "rows": self.rows_read,
            "eligible": self.eligible,
            "blocked": _with_reasons(self.blocked),
            "sent": self.sent,
            "accepted": self.accepted,
            "rejected": _with_reasons(self.rejected),
            **{name: getattr(self, name) for name in _SHOWN_IF_ANY if getattr(self, name)},
        }
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        line = f"{self.destination} ({self.mode}): {listed}"
        halted = [f"halted: {self.halted}"] if self.halted else []
        return "\n  ".join([line, *halted, *self.notices, *self.sample])

    def halt(self, reason: str, text: str) -> None:
        """Note why nothing more is sent."""
        self.halted = reason
        self.notices.append(text)

    def as_dict(self) -> dict[str, object]:
        """Plain values for logs, metadata and the run table; no payload, no identifiers."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        del values["sample"]
        return {
            name: dict(value) if isinstance(value, Counter) else value
            for name, value in values.items()
        }


def _with_reasons(counts: Counter[str]) -> str:
    reasons = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    return f"{counts.total()} ({reasons})" if reasons else "0"
