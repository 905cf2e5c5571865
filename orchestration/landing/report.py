"""What one run of the door did, for the terminal, the log and the run table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class TableReport:
    """One table of one system. Counts are rows of the files read in this run."""

    files_new: int = 0
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)


@dataclass
class SetAside:
    """A file that was not read, and why."""

    system: str
    table: str
    file: str
    reason: str


@dataclass
class AcceptReport:
    """Everything one run of the door did.

    `withdrawn_at` is the last time (ever, not only in this run) accepted rows were taken back:
    a file replaced by one that lacks them, or a shape switched off. Models that only look at new
    rows cannot see that: a run table older than it calls for a full build.
    """

    tables: dict[tuple[str, str], TableReport] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    withdrawn_at: datetime | None = None

    def table(self, system: str, table: str) -> TableReport:
        """The report of a table, made on first use."""
        return self.tables.setdefault((system, table), TableReport())

    @property
    def rows_accepted(self) -> int:
        """Rows accepted in this run, over all tables."""
        return sum(one.rows_accepted for one in self.tables.values())

    @property
    def rows_rejected(self) -> int:
        """Rows kept aside in this run, over all tables."""
        return sum(one.rows_rejected for one in self.tables.values())

    @property
    def is_clean(self) -> bool:
        """Whether nothing was kept aside."""
        return not self.set_aside and self.rows_rejected == 0

    def lines(self) -> list[str]:
        """The report in plain sentences, worst first."""
        lines = [f"{one.file}: {one.reason}" for one in self.set_aside]
        for (system, table), one in sorted(self.tables.items()):
            if one.rows_rejected:
                why = "; ".join(f"{reason} ({n})" for reason, n in one.reasons.most_common(3))
                lines.append(f"{system}.{table}: {one.rows_rejected} rows kept aside: {why}")
        for (system, table), one in sorted(self.tables.items()):
            lines.extend(f"{system}.{table}: {notice}" for notice in one.notices)
        return lines + self.notices
