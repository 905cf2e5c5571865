"""The Markov game by another road: exact fractions, whole equations, every order of channels.

Shares nothing with the SQL: chains are dictionaries of tuples, and a removed channel is a state
whose value is zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import pairwise, permutations
from math import factorial

Path = tuple[str, ...]
Counts = Mapping[Path, tuple[int, int]]  # path: journeys that converted, journeys that did not
START: Path = ()


def conversions(counts: Counts, order: int, removed: Collection[str] = ()) -> Fraction:
    """Conversions that the chain of an order expects when every touch of some channels is lost."""
    moves = _moves(counts, order)
    states = list(moves)
    equations = []
    for state in states:
        total = sum(moves[state].values())
        row = [Fraction(state == other) for other in states]
        for target, number in moves[state].items():
            if target in moves and target[-1] not in removed:
                row[states.index(target)] -= Fraction(number, total)
        equations.append([*row, Fraction(moves[state]["converted"], total)])
    probability = _solve(equations)[states.index(START)]
    return probability * sum(sum(numbers) for numbers in counts.values())


def removal_effects(counts: Counts, order: int) -> dict[str, Fraction]:
    """The share of conversions lost without each channel."""
    whole = conversions(counts, order)
    return {
        channel: 1 - conversions(counts, order, {channel}) / whole for channel in _channels(counts)
    }


def shapley_values(counts: Counts, order: int) -> dict[str, Fraction]:
    """What each channel adds when it joins, over all orders of joining."""
    channels = _channels(counts)
    worth: dict[frozenset[str], Fraction] = {}
    values: dict[str, Fraction] = defaultdict(Fraction)
    for joining in permutations(channels):
        before = Fraction(0)
        for place, channel in enumerate(joining, start=1):
            group = frozenset(joining[:place])
            if group not in worth:
                worth[group] = conversions(counts, order, set(channels) - group)
            values[channel] += (worth[group] - before) / factorial(len(channels))
            before = worth[group]
    return dict(values)


def _channels(counts: Counts) -> list[str]:
    return sorted({channel for path in counts for channel in path})


def _moves(counts: Counts, order: int) -> dict[Path, dict]:
    moves: dict[Path, dict] = defaultdict(lambda: defaultdict(int))
    for path, (converted, lost) in counts.items():
        states = [path[max(0, place - order) : place] for place in range(len(path) + 1)]
        for state, following in pairwise(states):
            moves[state][following] += converted + lost
        moves[states[-1]]["converted"] += converted
        moves[states[-1]]["lost"] += lost
    return moves


def _solve(equations: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan, on rows whose last column is the right side."""
    size = len(equations)
    for column in range(size):
        pivot = next(row for row in range(column, size) if equations[row][column])
        equations[column], equations[pivot] = equations[pivot], equations[column]
        divisor = equations[column][column]
        equations[column] = [value / divisor for value in equations[column]]
        for row in range(size):
            if row != column and (factor := equations[row][column]):
                equations[row] = [
                    value - factor * other
                    for value, other in zip(equations[row], equations[column], strict=True)
                ]
    return [row[-1] for row in equations]
