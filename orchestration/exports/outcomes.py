"""What a destination answered, in the words of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """Why one row was refused for good."""

    code: str
    text: str = ""


@dataclass(frozen=True)
class SendResult:
    """The answer to one request. Exactly one of the cases below holds.

    - `request_id`: accepted whole (or found valid).
    - `refused`: rows by position that made it fail; nothing was processed.
    - `is_invalid`: it failed without naming a row; nothing was processed.
    - `halt`: nothing more may be sent tonight; nothing was processed.
    - `retry`: worth another try; `was_processed` is False when known, None when not.
    """

    request_id: str | None = None
    refused: dict[int, Refusal] = field(default_factory=dict)
    is_invalid: bool = False
    halt: str | None = None
    retry: bool = False
    was_processed: bool | None = False
    retry_after_seconds: float | None = None
    code: str | None = None
    text: str = ""


@dataclass(frozen=True)
class PollResult:
    """What became of an accepted request: processing, success, failed, partial, lost, unanswered.

    `reason_counts`: refused events by reason; the platform never says which. `may_pass`: every
    reason passes by itself, so the same events may be sent again another night.
    """

    state: str
    may_pass: bool = False
    reason_counts: dict[str, int] = field(default_factory=dict)
