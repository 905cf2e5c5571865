"""Rule-based attribution (§1.6): shares of the touches of a journey, which sum to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction

from tests.reference.journeys import Journey
from tests.reference.touches import Touch

HALF_LIFE_DAYS = 7
Shares = list[Fraction]


def credits(model: str, journey: Journey) -> Shares:
    """The share of each touch of the journey, in order."""
    touches = journey.touches
    kept = _kept(model, touches)
    shares = MODELS[model](kept, journey)
    by_touch = {id(touch): share for touch, share in zip(kept, shares, strict=True)}
    return [by_touch.get(id(touch), Fraction(0)) for touch in touches]


def _kept(model: str, touches: list[Touch]) -> list[Touch]:
    """§1.6: direct is dropped unless all are; `paid` keeps paid channels, none => as non-direct."""
    non_direct = [touch for touch in touches if not touch.source.is_direct] or touches
    if model.endswith("_paid"):
        return [touch for touch in touches if touch.source.is_paid] or non_direct
    return non_direct if model.endswith("_non_direct") else touches


def _scaled(shares: Shares) -> Shares:
    whole = sum(shares)
    return [share / whole for share in shares]


def _first(touches: Sequence[Touch], journey: Journey) -> Shares:
    return [Fraction(place == 0) for place in range(len(touches))]


def _last(touches: Sequence[Touch], journey: Journey) -> Shares:
    return list(reversed(_first(touches, journey)))


def _linear(touches: Sequence[Touch], journey: Journey) -> Shares:
    return [Fraction(1, len(touches))] * len(touches)


def _ends(first: str, last: str) -> Callable[[Sequence[Touch], Journey], Shares]:
    """First and last by share, the rest equally; two touches are scaled to one."""

    def shares(touches: Sequence[Touch], journey: Journey) -> Shares:
        return _milestones(touches, {0: Fraction(first), len(touches) - 1: Fraction(last)})

    def together(touches: Sequence[Touch], journey: Journey) -> Shares:
        return [Fraction(1)] if len(touches) == 1 else shares(touches, journey)

    return together


def _time_decay(touches: Sequence[Touch], journey: Journey) -> Shares:
    days = [(journey.original.at - touch.at).total_seconds() / 86400 for touch in touches]
    return _scaled([Fraction(2.0 ** (-day / HALF_LIFE_DAYS)) for day in days])


def _by_milestone(
    first: str, *others: tuple[str, str]
) -> Callable[[Sequence[Touch], Journey], Shares]:
    """§1.6 Milestone touch = the last at or before the milestone; those on one touch add."""

    def shares(touches: Sequence[Touch], journey: Journey) -> Shares:
        given: dict[int, Fraction] = {0: Fraction(first)}
        for name, share in others:
            place = _place(touches, getattr(journey, name))
            if place is not None:
                given[place] = given.get(place, Fraction(0)) + Fraction(share)
        return _milestones(
            touches, given, 1 - Fraction(first) - sum(Fraction(s) for _, s in others)
        )

    return shares


def _place(touches: Sequence[Touch], moment: datetime | None) -> int | None:
    before = [place for place, touch in enumerate(touches) if moment and touch.at <= moment]
    return before[-1] if before else None


def _milestones(
    touches: Sequence[Touch], given: dict[int, Fraction], rest: Fraction | None = None
) -> Shares:
    """§1.6: missing milestone, or no touch for the rest: the others are scaled up to one."""
    if rest is None:
        rest = 1 - sum(given.values())
    others = [place for place in range(len(touches)) if place not in given]
    shares = [given.get(place, Fraction(0)) for place in range(len(touches))]
    for place in others:
        shares[place] = rest / len(others)
    return _scaled(shares)


_full_path = _by_milestone(
    "0.225", ("lead_at", "0.225"), ("opportunity_at", "0.225"), ("close_at", "0.225")
)
MODELS: dict[str, Callable[[Sequence[Touch], Journey], Shares]] = {
    "first_touch": _first,
    "last_touch": _last,
    "first_non_direct": _first,
    "last_non_direct": _last,
    "first_paid": _first,
    "last_paid": _last,
    "linear": _linear,
    "linear_non_direct": _linear,
    "position_based": _ends("0.4", "0.4"),
    "j_shaped": _ends("0.2", "0.6"),
    "inverse_j": _ends("0.6", "0.2"),
    "time_decay": _time_decay,
    "u_shaped": _by_milestone("0.4", ("lead_at", "0.4")),
    "u_shaped_half": _by_milestone("0.5", ("lead_at", "0.5")),
    "w_shaped": _by_milestone("0.3", ("lead_at", "0.3"), ("opportunity_at", "0.3")),
    "full_path": _full_path,
    "full_path_non_direct": _full_path,
}
