"""Asks what became of accepted requests, and writes the answers down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_runs import open_polls, record_poll
from orchestration.exports.outcomes import PollResult
from orchestration.exports.policies import ConversionPolicy
from orchestration.exports.records import Delivery, State
from orchestration.exports.report import ExportReport
from orchestration.exports.sender import ConversionDestination


def poll_requests(
    ledger: Ledger, destination: ConversionDestination, report: ExportReport, now: datetime
) -> None:
    """Ask for every accepted request without a final answer.

    The platform counts refused events by reason and never says which: with a partial success the
    rows of that request stay `accepted`, unless every reason passes by itself.
    """
    waiting = open_polls(ledger, destination.name, destination.account)
    for batch_id, (request_id, polls) in waiting.items():
        answer = destination.poll(request_id)
        rows = ledger.accepted_rows(batch_id)
        moved = _after(rows, answer, destination.policy)
        if moved:
            ledger.write([], [replace(row, updated_at=now) for row in moved])
        record_poll(
            ledger, batch_id, _poll_state(answer, polls, destination.policy), answer.reason_counts
        )
        _count(report, rows, answer)


def _after(rows: list[Delivery], answer: PollResult, policy: ConversionPolicy) -> list[Delivery]:
    """The rows with the states that the answer gives them; empty where it gives none."""
    reasons = sorted(answer.reason_counts, key=answer.reason_counts.__getitem__, reverse=True)
    if answer.state == "success":
        return [replace(row, state=State.PROCESSED, reason=None) for row in rows]
    if answer.state == "failed":
        state = State.RETRY_WAIT if answer.may_pass else State.REJECTED
        reason = reasons[0] if reasons else "failed"
        return [replace(row, state=state, reason=reason, error_code=reason) for row in rows]
    if answer.state == "partial":
        tired = any(row.attempts >= policy.poll_attempts_max for row in rows)
        state = State.UNKNOWN if answer.may_pass and not tired else State.ACCEPTED
        return [replace(row, state=state, reason="partially_processed") for row in rows]
    return []


def _poll_state(answer: PollResult, polls: int, policy: ConversionPolicy) -> str:
    if answer.state not in {"processing", "unanswered"}:
        return answer.state
    return "abandoned" if polls + 1 >= policy.poll_attempts_max else "open"


def _count(report: ExportReport, rows: list[Delivery], answer: PollResult) -> None:
    refused = sum(answer.reason_counts.values())
    if answer.state in {"success", "partial"}:
        report.processed += max(len(rows) - refused, 0)
    report.rejected.update(answer.reason_counts)
