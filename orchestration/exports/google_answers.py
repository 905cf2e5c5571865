"""Reads Google's errors: which row, whose fault, and whether another try makes sense."""

from __future__ import annotations

import re

from google.ads.datamanager_v1 import (
    ProcessingErrorReason,
    RequestStatusPerDestination,
    RetrieveRequestStatusResponse,
)
from google.api_core import exceptions
from google.rpc import error_details_pb2

from orchestration.exports.outcomes import PollResult, Refusal, SendResult
from orchestration.resources.http import redact

TEXT_LENGTH = 300

# The field is spelled "events[3].user_data" or "events.events[3].user_data" (reports of users).
_EVENT_INDEX = re.compile(r"events\[(\d+)\]")

# Reasons that concern the account or the action: every other row would fail as well.
_HALTING = frozenset(
    {
        "PERMISSION_DENIED",
        "NOT_ALLOWLISTED",
        "TERMS_AND_CONDITIONS_NOT_SIGNED",
        "INVALID_DESTINATION",
        "DESTINATION_ACCOUNT_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS",
        "DESTINATION_ACCOUNT_DATA_POLICY_PROHIBITS_ENHANCED_CONVERSIONS",
        "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED",
        "INVALID_CONVERSION_ACTION_ID",
        "INVALID_CONVERSION_ACTION_TYPE",
        "CONVERSION_ACTION_TOO_RECENTLY_CREATED",
        "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH",
        "DESTINATION_ACCOUNT_TYPE_MISMATCH",
        "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED",
    }
)

# Processing errors that pass by themselves; sent again, identical, the next night.
_PASSING = frozenset({"TOO_RECENT_CLICK", "INTERNAL_ERROR"})

_STATES = {
    RequestStatusPerDestination.RequestStatus.SUCCESS: "success",
    RequestStatusPerDestination.RequestStatus.PROCESSING: "processing",
    RequestStatusPerDestination.RequestStatus.FAILED: "failed",
    RequestStatusPerDestination.RequestStatus.PARTIAL_SUCCESS: "partial",
}


def classify(error: exceptions.GoogleAPICallError, rows: int) -> SendResult:
    """What a failed call of `rows` events means for each of them."""
    text = redact(str(error.message or ""))[:TEXT_LENGTH]
    violations = _violations(error)
    reasons = {reason for _, reason, _ in violations} | {error.reason or ""}
    code = next(iter(sorted(reasons & _HALTING)), None) or error.reason or type(error).__name__
    if isinstance(error, exceptions.ResourceExhausted | exceptions.TooManyRequests):
        wait = _retry_delay(error)
        return SendResult(retry=True, retry_after_seconds=wait, code="rate_limited", text=text)
    if isinstance(error, exceptions.ServerError | exceptions.Aborted | exceptions.Cancelled):
        return SendResult(retry=True, was_processed=None, code=type(error).__name__, text=text)
    if not isinstance(error, exceptions.InvalidArgument) or reasons & _HALTING:
        return SendResult(halt=code, code=code, text=text)
    refused = {
        index: Refusal(reason or "INVALID_ARGUMENT", redact(description)[:TEXT_LENGTH])
        for index, reason, description in violations
        if index is not None and index < rows
    }
    return SendResult(refused=refused, is_invalid=not refused, code=code, text=text)


def poll_result(answer: RetrieveRequestStatusResponse) -> PollResult:
    """The state of a request and its refused events by reason. One destination per request."""
    if not answer.request_status_per_destination:
        return PollResult(state="unanswered")
    status = answer.request_status_per_destination[0]
    counts = {
        _reason_name(each.reason): int(each.record_count) for each in status.error_info.error_counts
    }
    # A value that this client's enum does not know yet arrives as a plain number.
    return PollResult(
        state=_STATES.get(status.request_status, "unanswered"),
        may_pass=bool(counts) and _PASSING.issuperset(counts),
        reason_counts=counts,
    )


def _reason_name(reason: object) -> str:
    if isinstance(reason, ProcessingErrorReason):
        return reason.name.removeprefix("PROCESSING_ERROR_REASON_")
    return f"UNKNOWN_{reason}"


def _violations(error: exceptions.GoogleAPICallError) -> list[tuple[int | None, str, str]]:
    """(event index or None, reason, description) of every field violation."""
    found = []
    for detail in error.details or []:
        if isinstance(detail, error_details_pb2.BadRequest):
            for violation in detail.field_violations:
                match = _EVENT_INDEX.search(violation.field)
                index = int(match.group(1)) if match else None
                found.append((index, violation.reason, violation.description))
    return found


def _retry_delay(error: exceptions.GoogleAPICallError) -> float | None:
    for detail in error.details or []:
        if isinstance(detail, error_details_pb2.RetryInfo):
            return detail.retry_delay.ToTimedelta().total_seconds()
    return None
