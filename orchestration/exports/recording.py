"""Writes into the ledger what a destination answered to one batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from orchestration.exports.breaker import check_rejects
from orchestration.exports.errors import DestinationHalted
from orchestration.exports.ledger import Ledger
from orchestration.exports.outcomes import Refusal, SendResult
from orchestration.exports.policies import ConversionPolicy
from orchestration.exports.records import Delivery, Kind, State
from orchestration.exports.report import ExportReport


class Recorder:
    """Keeps ledger and report in step. Raises DestinationHalted when the answer says stop."""

    def __init__(
        self, ledger: Ledger, policy: ConversionPolicy, report: ExportReport, now: datetime
    ):
        self.ledger = ledger
        self.policy = policy
        self.report = report
        self.now = now
        self._answered = 0
        self._refused = 0
        self._bisections = 0

    def record(
        self, batch_id: str, rows: list[Delivery], result: SendResult
    ) -> list[list[Delivery]]:
        """Store the outcome; returns the smaller batches to send next, if any."""
        if result.request_id is not None:
            self._accept(batch_id, rows, result.request_id)
            return []
        if result.retry:
            self._postpone(batch_id, rows, result)
        if result.halt:
            self._put_back(batch_id, rows, State.PENDING, result)
            self.report.waiting += len(rows)
            raise DestinationHalted(result.halt, result.text)
        return self._refuse(batch_id, rows, result)

    def _accept(self, batch_id: str, rows: list[Delivery], request_id: str) -> None:
        taken = [
            replace(
                self._sent(row, State.ACCEPTED),
                reason=None,
                batch_id=batch_id,
                platform_request_id=request_id,
            )
            for row in rows
        ]
        self.ledger.record(
            batch_id, taken, self.now, status="accepted", request_id=request_id, poll_state="open"
        )
        self._answered += len(taken)
        self.report.accepted += len(taken)
        self.report.restated += sum(row.kind == Kind.RESTATE for row in taken)
        self.report.retracted += sum(row.kind == Kind.RETRACT for row in taken)
        for row in taken:
            self.report.value_minor[row.currency or ""] += row.value_minor or 0

    def _postpone(self, batch_id: str, rows: list[Delivery], result: SendResult) -> None:
        """Tries are used up: known not processed waits, unknown is sent again unchanged."""
        if result.was_processed is None:
            self._put_back(batch_id, rows, State.UNKNOWN, result)
            self.report.unknown += len(rows)
        else:
            self._put_back(batch_id, rows, State.RETRY_WAIT, result)
            self.report.waiting += len(rows)
        raise DestinationHalted(
            result.code or "unavailable",
            f"{result.text or result.code} — after {self.policy.attempts_max} tries — "
            "FIX: none; the next run goes on here",
        )

    def _refuse(
        self, batch_id: str, rows: list[Delivery], result: SendResult
    ) -> list[list[Delivery]]:
        """Nothing was processed: take out the rows named, or halve until the row is found."""
        refused = dict(result.refused)
        if not refused and len(rows) == 1:
            refused[0] = Refusal(result.code or "INVALID_ARGUMENT", result.text)
        dead = [
            replace(
                self._sent(rows[index], State.DEAD, each.code, each.text),
                reason=each.code,
                batch_id=batch_id,
            )
            for index, each in sorted(refused.items())
        ]
        back = [
            self._sent(row, State.PENDING, result.code, result.text)
            for index, row in enumerate(rows)
            if index not in refused
        ]
        self.ledger.record(batch_id, dead + back, self.now, status=result.code or "refused")
        self._answered += len(dead)
        self._refused += len(dead)
        self.report.rejected.update(row.reason or "" for row in dead)
        check_rejects(len(dead), len(rows), self.policy)
        check_rejects(self._refused, self._answered, self.policy)
        if dead or not back:
            return [back] if back else []
        return self._halves(back)

    def _halves(self, rows: list[Delivery]) -> list[list[Delivery]]:
        self._bisections += 1
        if self._bisections > self.policy.bisections_max:
            self.report.waiting += len(rows)
            raise DestinationHalted(
                "bisection_limit",
                f"{self.policy.bisections_max} halvings did not find the refused rows — the error "
                "may concern the whole account — FIX: read the error in the ledger's batches",
            )
        middle = len(rows) // 2
        return [rows[:middle], rows[middle:]]

    def _put_back(
        self, batch_id: str, rows: list[Delivery], state: State, result: SendResult
    ) -> None:
        moved = [
            replace(self._sent(row, state, result.code, result.text), batch_id=batch_id)
            for row in rows
        ]
        self.ledger.record(batch_id, moved, self.now, status=result.code or state)

    def _sent(
        self, row: Delivery, state: State, code: str | None = None, text: str | None = None
    ) -> Delivery:
        return replace(
            row,
            state=state,
            attempts=row.attempts + 1,
            first_sent_at=row.first_sent_at or self.now,
            last_sent_at=self.now,
            error_code=code,
            error_text=text,
        )
