"""Which days are read from Google Ads: restated ones, missed ones, and those about to be lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.extracts.google_ads_queries import FIGURES
from orchestration.resources.rows import Row

CLICK_HISTORY_DAYS = 90  # click_view answers for the last 90 days only
CLICK_OVERLAP_DAYS = 2  # invalid-click filtering still moves clicks of the last days
NOT_OF_THE_ROW = frozenset({"_extracted_at", "load_id"})


@dataclass(frozen=True)
class Account:
    """A customer that carries figures, and what day it is there."""

    row: Row
    today: date

    @property
    def customer_id(self) -> str:
        """Ten digits, as text."""
        return str(self.row["customer_id"])

    @classmethod
    def of(cls, row: Row, now: datetime) -> Account:
        """The account at a moment; its days are days of its own time zone."""
        return cls(row, now.astimezone(ZoneInfo(str(row["time_zone"]))).date())


@dataclass(frozen=True)
class Window:
    """A closed span of days to read from one account."""

    account: Account
    first: date
    last: date

    def pieces(self, length: int) -> Iterator[tuple[date, date]]:
        """The window in pieces of at most `length` days, in order."""
        first = self.first
        while first <= self.last:
            end = min(self.last, first + timedelta(days=length - 1))
            yield first, end
            first = end + timedelta(days=1)


def days_done(cursor: str | None) -> dict[str, date]:
    """Cursor of a table: customer → last day that was read to its end."""
    return {key: date.fromisoformat(day) for key, day in json.loads(cursor or "{}").items()}


def cursor_of(days: Mapping[str, date]) -> str:
    """The text form of `days_done`."""
    return json.dumps({key: day.isoformat() for key, day in sorted(days.items())})


def performance_window(
    account: Account, done: date | None, restated_days: int, history_days: int
) -> Window:
    """The trailing days that the vendor restates, longer when nights were missed."""
    first = account.today - timedelta(days=restated_days)
    return Window(
        account, min(first, done or account.today - timedelta(days=history_days)), account.today
    )


def click_window(account: Account, done: date | None) -> tuple[Window, str | None]:
    """Days of clicks to read, and a sentence about days that can no longer be had."""
    oldest = account.today - timedelta(days=CLICK_HISTORY_DAYS)
    if done is None:
        return Window(account, oldest, account.today), None
    lost_to = oldest - timedelta(days=1)
    lost_from = done + timedelta(days=1)
    loss = None
    if lost_from <= lost_to:
        loss = (
            f"clicks of account {account.customer_id} from {lost_from} to {lost_to} are lost: "
            f"the vendor keeps {CLICK_HISTORY_DAYS} days and no night read them in time"
        )
    first = max(oldest, lost_from - timedelta(days=CLICK_OVERLAP_DAYS))
    return Window(account, min(first, account.today), account.today), loss


def with_vanished_days(
    rows: Iterable[Row],
    windows: Sequence[Window],
    landed: Callable[[date], Iterable[Mapping[str, Any]]],
) -> Iterator[Row]:
    """Rows as they come, then zeros for days that had figures and now have none at all.

    A day is replaced by its newest reading; a day without any row would keep the old one.
    `landed` gives what was landed from a day on.
    """
    open_days = {
        (window.account.customer_id, day.isoformat())
        for window in windows
        for day, _ in window.pieces(1)
    }
    for row in rows:
        open_days.discard((row["customer_id"], row["report_date"]))
        yield row
    if not open_days:
        return
    for row in landed(min(window.first for window in windows)):
        if (row["customer_id"], row["report_date"]) in open_days:
            kept = {name: row[name] for name in row if name not in NOT_OF_THE_ROW}
            yield {**kept, **dict.fromkeys(FIGURES, "0")}
