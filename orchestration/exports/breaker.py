"""Stops an export that looks wrong as a whole, before anybody is told anything."""

from __future__ import annotations

from collections import Counter

from orchestration.exports.errors import DestinationHalted
from orchestration.exports.policies import ConversionPolicy, DeliveryPolicy, currency_exponent
from orchestration.exports.records import Delivery, Kind

_FORCE = "FIX: look at the export model; if it is right, run again with force"


def check_size(rows: int, last_rows: int | None, policy: DeliveryPolicy) -> None:
    """Raise if the mart is empty after it was not, or has grown as a fan-out join would."""
    if not last_rows:
        return
    if rows == 0:
        raise DestinationHalted(
            "mart_empty",
            f"the export model has no row — it had {last_rows} in the last run — sending nothing "
            f"is safer than believing it — {_FORCE}",
        )
    if last_rows >= policy.growth_sample_min and rows > policy.growth_share_max * last_rows:
        raise DestinationHalted(
            "mart_doubled",
            f"the export model has {rows} rows — it had {last_rows} in the last run — that is "
            f"what a join with too many rows does — {_FORCE}",
        )


def check_value(
    due: list[Delivery], by_day: dict[str, dict[str, int]], policy: ConversionPolicy
) -> None:
    """Raise if today's new value is far above the mean of the days on which any was sent."""
    today: Counter[str] = Counter()
    for row in due:
        if row.kind == Kind.NEW:
            today[row.currency or ""] += row.value_minor or 0
    for currency, value in today.items():
        days = by_day.get(currency, {})
        if len(days) < policy.value_history_min:
            continue
        mean = sum(days.values()) / len(days)
        if mean > 0 and value > policy.value_growth_max * mean:
            unit = 10 ** currency_exponent(currency)
            raise DestinationHalted(
                "value_implausible",
                f"{value / unit:,.2f} {currency} would be sent — the mean of the last "
                f"{len(days)} sending days is {mean / unit:,.2f} — {_FORCE}",
            )


def check_rejects(refused: int, answered: int, policy: DeliveryPolicy) -> None:
    """Raise if so many rows were refused that the rest would be as well."""
    if answered >= policy.reject_sample_min and refused > policy.reject_share_max * answered:
        raise DestinationHalted(
            "too_many_rejects",
            f"{refused} of {answered} rows were refused — something is wrong with all of them — "
            "FIX: read the reasons in the ledger, then run the export again",
        )
