"""What to do about a row that a destination did not take, for marts that do not say it."""

from __future__ import annotations

BY_REASON = {
    "no_consent": "Nothing to repair: consent for ads was not given. Check the banner if the "
    "share is high.",
    "consent_missing": "Nothing to repair: consent for ads was not given. Check the banner if the "
    "share is high.",
    "no_click_id": "Turn on auto-tagging and keep click ids through redirects and forms.",
    "no_identifier": "Capture the click id, e-mail or phone on the form that makes the lead.",
    "out_of_window": "The deal closed after the platform's click window. Export an earlier "
    "milestone, such as the qualified lead.",
    "settling": "Nothing to do: it is sent once the settle delay has passed.",
    "not_found": "The record is gone from the CRM. Restore it, or erase it here.",
    "invalid_click_id": "The platform does not know this click. Check which ad account is linked.",
    "permission_denied": "Give the connected account access to this customer, then replay.",
    "duplicate": "Nothing to do: the platform already holds it.",
    "rate_limited": "Nothing to do: it is sent again in the next run.",
}

BY_STATE = {
    "rejected": "Read the destination's message in the ledger, then replay: headwater status.",
    "unknown": "The answer was lost. Look at the destination before replaying.",
    "expired": BY_REASON["out_of_window"],
}


def fix_of(state: str, reason: str) -> str:
    """One sentence for a reason, else for its state, else nothing."""
    return BY_REASON.get(reason.lower(), BY_STATE.get(state, ""))
