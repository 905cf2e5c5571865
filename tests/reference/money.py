"""Minor units, rates and the division of amounts (§1.1 Money, FX; §1.6 Rounding)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.reference.records import Landed

EXPONENTS = {"GBP": 2, "EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
REPORTING = "GBP"


def minor(amount: Decimal | None, currency: str | None) -> int | None:
    """§1.1 Money: whole minor units with the currency's exponent (page: half away from zero)."""
    if amount is None or currency is None:
        return None
    return half_up(Fraction(amount) * 10 ** EXPONENTS[currency])


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class Rates:
    """§1.1 FX: the rate of the business day, else the newest earlier one; no inverse, no cross."""

    def __init__(self, landed: Landed) -> None:
        self._rates = sorted(
            (row["rate_date"], row["from_currency"], row["rate"])
            for row in landed["fx_rates"]
            if row["to_currency"] == REPORTING
        )

    def converted(self, units: int, currency: str, into: str, day: date) -> int:
        """`units` of one currency in minor units of another, by both rates into ours."""
        if currency == into:
            return units
        scale = Fraction(10) ** (EXPONENTS[into] - EXPONENTS[currency])
        return half_up(units * self._rate(currency, day) / self._rate(into, day) * scale)

    def _rate(self, currency: str, day: date) -> Fraction:
        known = [rate for on, code, rate in self._rates if code == currency and on <= day]
        return Fraction(1) if currency == REPORTING else Fraction(known[-1])

    def reporting_minor(self, units: int | None, currency: str | None, day: date) -> int | None:
        """`units` of a currency in minor units of the reporting currency; None without a rate."""
        if units is None or currency is None:
            return None
        if currency == REPORTING:
            return units
        known = [rate for on, code, rate in self._rates if code == currency and on <= day]
        if not known:
            return None
        scale = Fraction(10) ** (EXPONENTS[REPORTING] - EXPONENTS[currency])
        return half_up(units * Fraction(known[-1]) * scale)


def divided(amount: int, shares: Sequence[float]) -> list[int]:
    """§1.6 Rounding: floors, what is left by largest remainder (rounded to 1e-6), ties to the
    earlier; of a negative amount the absolute value, then the sign.
    """
    sign, whole = (-1 if amount < 0 else 1), abs(amount)
    exact = [Fraction(share) * whole for share in shares]
    # A share that is a hair below a whole unit is that unit: remainders are ranked at 1e-6.
    floors = [int(part + Fraction(1, 2_000_000)) for part in exact]
    remainders = [round(float(part - floor), 6) for part, floor in zip(exact, floors, strict=True)]
    order = sorted(range(len(shares)), key=lambda place: (-remainders[place], place))
    for place in order[: whole - sum(floors)]:
        floors[place] += 1
    return [sign * part for part in floors]
