"""How far a division among channels lies from the true one: shares, ranks, return on spend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Division = Mapping[str, float]


@dataclass(frozen=True)
class Score:
    """One division against the truth; 0 is perfect but for `rank`, where 1 is.

    `distance` is the share that would have to move from one channel to another, `error` the mean
    difference of a channel's share, `rank` Spearman's correlation of the two orders of channels.
    """

    distance: float
    error: float
    rank: float


def score(credit: Division, truth: Division) -> Score:
    """Compare shares of all channels that either division names.

    Raises ValueError where there is nothing to divide.
    """
    channels = sorted(credit.keys() | truth.keys())
    given, true = shares(credit, channels), shares(truth, channels)
    apart = [abs(given[name] - true[name]) for name in channels]
    return Score(
        distance=sum(apart) / 2,
        error=sum(apart) / len(apart),
        rank=_correlation(_ranks(given.values()), _ranks(true.values())),
    )


def shares(division: Division, channels: Iterable[str]) -> dict[str, float]:
    """Each channel's part of the whole; a channel that is not named has none."""
    total = sum(division.values())
    if total <= 0:
        raise ValueError("nothing to divide: the sum is not above 0")
    return {name: division.get(name, 0.0) / total for name in channels}


def return_error(credit: Division, truth: Division, spend: Division) -> float:
    """Mean difference of return on spend, over the channels that spend anything."""
    paid = [name for name, money in spend.items() if money > 0]
    apart = (abs(credit.get(name, 0.0) - truth.get(name, 0.0)) / spend[name] for name in paid)
    return sum(apart) / len(paid)


def _ranks(values: Iterable[float]) -> list[float]:
    """Places in ascending order, from 1; equals share the mean of their places."""
    listed = list(values)
    return [
        sum(other < value for other in listed) + (listed.count(value) + 1) / 2 for value in listed
    ]


def _correlation(left: list[float], right: list[float]) -> float:
    middle = (len(left) + 1) / 2
    pairs = [(x - middle, y - middle) for x, y in zip(left, right, strict=True)]
    spread = (sum(x * x for x, _ in pairs) * sum(y * y for _, y in pairs)) ** 0.5
    return sum(x * y for x, y in pairs) / spread if spread else 0.0
