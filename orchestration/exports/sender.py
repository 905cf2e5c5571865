"""Sends batches and writes down what became of each, in an order that survives a crash.

`sending` is committed before the call. A crash between call and record leaves rows whose outcome
is unknown: the next run sends the identical batch again, which platforms that know the key count
once.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Protocol

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)

from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_lease import Lease
from orchestration.exports.outcomes import PollResult, SendResult
from orchestration.exports.policies import ConversionPolicy
from orchestration.exports.recording import Recorder
from orchestration.exports.records import ConversionRow, Delivery
from orchestration.exports.report import ExportReport


class ConversionDestination(Protocol):
    """A platform that takes offline conversions."""

    name: str
    table: str
    policy: ConversionPolicy

    @property
    def account(self) -> str:
        """The account that owns the actions."""

    @property
    def actions(self) -> Mapping[str, str]:
        """Ids of the actions in that account, by our name, where configured."""

    def freeze(self, row: ConversionRow, platform_key: str) -> str:
        """The payload of a first delivery."""

    def restate(self, payload: str, value_minor: int, currency: str) -> str:
        """The same payload with another value."""

    def send(self, rows: list[Delivery], *, validate_only: bool = False) -> SendResult:
        """Send one batch once."""

    def poll(self, request_id: str) -> PollResult:
        """What became of an accepted request."""

    def close(self) -> None:
        """Give up connections."""


class Sender:
    """Sends to one destination within one run. `checkpoint` is called at named points."""

    def __init__(
        self,
        ledger: Ledger,
        destination: ConversionDestination,
        lease: Lease,
        report: ExportReport,
        now: datetime,
        *,
        checkpoint: Callable[[str], None] = lambda point: None,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.ledger = ledger
        self.destination = destination
        self.policy = destination.policy
        self.lease = lease
        self.report = report
        self.now = now
        self.checkpoint = checkpoint
        self.sleep = sleep
        self.recorder = Recorder(ledger, destination.policy, report, now)
        self._waited = 0.0

    def resume(self) -> None:
        """Send again, byte for byte, every batch whose outcome is unknown."""
        unresolved = self.ledger.unresolved(self.destination.name, self.destination.account)
        for batch_id, rows in unresolved.items():
            self.report.resent += len(rows)
            self._send(rows, deque(), batch_id)

    def deliver(self, rows: list[Delivery]) -> None:
        """Send rows in small homogeneous batches. Raises DestinationHalted to stop."""
        queue = deque(batches(rows, self.policy.batch_size, self.now))
        while queue:
            self._send(queue.popleft(), queue)

    def _send(
        self, rows: list[Delivery], queue: deque[list[Delivery]], batch_id: str | None = None
    ) -> None:
        self.lease.renew()
        if batch_id is None:
            batch_id = self.ledger.begin_batch(rows, self.now)
        else:
            self.ledger.resume_batch(batch_id, rows, self.now)
        self.checkpoint("before_send")
        result = self._ask(rows)
        self.checkpoint("after_send")
        queue.extendleft(reversed(self.recorder.record(batch_id, rows, result)))
        self.checkpoint("after_record")

    def _ask(self, rows: list[Delivery]) -> SendResult:
        """One request with its retries. An outcome once unknown stays so until an answer."""
        tried: list[SendResult] = []

        def once() -> SendResult:
            self.report.requests += 1
            tried.append(self.destination.send(rows))
            return tried[-1]

        result = Retrying(
            stop=stop_after_attempt(self.policy.attempts_max),
            wait=self._wait,
            sleep=self.sleep,
            retry=retry_if_result(lambda answer: answer.retry and self._has_budget()),
            retry_error_callback=lambda state: state.outcome.result(),
        )(once)
        self.report.sent += len(rows)
        is_unknown = result.retry and any(each.was_processed is None for each in tried)
        return replace(result, was_processed=None) if is_unknown else result

    def _wait(self, state: RetryCallState) -> float:
        asked = state.outcome.result().retry_after_seconds
        back_off = wait_random_exponential(
            multiplier=self.policy.retry_initial_seconds, max=self.policy.retry_max_seconds
        )
        seconds = back_off(state) if asked is None else asked
        self._waited += seconds
        return min(seconds, self.policy.retry_budget_seconds)

    def _has_budget(self) -> bool:
        return self._waited < self.policy.retry_budget_seconds


def batches(rows: list[Delivery], size: int, now: datetime) -> Iterator[list[Delivery]]:
    """Rows of one action and age band, at most `size`, in the order of their keys."""

    def group(row: Delivery) -> tuple[str, str]:
        return (row.action, _age_band(row, now))

    ordered = sorted(rows, key=lambda row: (*group(row), row.platform_key))
    for _, grouped in groupby(ordered, key=group):
        members = list(grouped)
        for start in range(0, len(members), size):
            yield members[start : start + size]


def _age_band(row: Delivery, now: datetime) -> str:
    """Rows likely to fail for the same reason stand together, so that one spoils fewer."""
    days = (now - (row.event_at or now)).days
    return "week" if days <= 7 else "month" if days <= 30 else "older"
