"""What to do about a row that a destination did not take, for marts that do not say it."""

from __future__ import annotations

NO_CONSENT = (
    "Nothing to repair: consent for ads was not given. A high share points at the consent banner."
)
NOTHING = "Nothing to do: it goes out by itself in a later run."
TOO_LATE = (
    "The deal closed after the platform's window. Export an earlier milestone, such as the "
    "qualified lead."
)

# By the start of the reason, the longest first: destinations add detail at the end.
BY_REASON = {
    "action_not_configured": "Name the platform's conversion action in seeds/export_actions.csv.",
    "void_before_send": "Nothing to do: it was taken back before it was sent.",
    "key_holds_personal_data": "An id of the CRM holds an e-mail. Map another id.",
    "currency_invalid": "The deal has no ISO currency. Correct it in the CRM.",
    "amount_invalid": "The deal's amount is missing or negative. Correct it in the CRM.",
    "amount_implausible": "The amount is above the limit for one deal. Correct it, or raise the "
    "limit.",
    "consent_": NO_CONSENT,
    "no_consent": NO_CONSENT,
    "no_usable_identifier": "Turn on auto-tagging, and keep click ids through redirects and forms.",
    "no_click_id": "Turn on auto-tagging, and keep click ids through redirects and forms.",
    "braid_needs_many_per_click": "Set the conversion action to count every conversion.",
    "conversion_before_click": "The CRM's date lies before the click. Check the deal's close date.",
    "event_in_future": "The CRM's date lies in the future. Check the deal's close date.",
    "event_too_old": TOO_LATE,
    "click_out_of_window": TOO_LATE,
    "out_of_window": TOO_LATE,
    "click_too_recent": NOTHING,
    "settling": NOTHING,
    "duplicate": "Nothing to do: the platform holds it already, or another source reports it.",
    "contact_not_found": "The contact is archived, merged or deleted in the CRM.",
    "not_found": "The record is gone from the CRM. Restore it, or erase it here.",
    "validation": "A property of the CRM refuses the value. headwater doctor --online names it.",
    "invalid_click_id": "The platform does not know this click. Check which ad account is linked.",
    "permission": "Give the connected account access to this customer, then send again.",
    "rate_limit": NOTHING,
}

REFUSED = "Read the destination's message in the ledger, correct the cause, then send again."
LOST = "The answer was lost. Look at the destination before sending again."
BY_STATE = {
    "rejected": REFUSED,
    "dead": REFUSED,
    "unknown": LOST,
    "sending": LOST,
    "expired": TOO_LATE,
    "retry_wait": NOTHING,
}


def fix_of(state: str, reason: str) -> str:
    """One sentence for a reason, else for its state, else nothing."""
    known = [start for start in BY_REASON if reason.lower().startswith(start)]
    return BY_REASON[max(known, key=len)] if known else BY_STATE.get(state, "")
