"""Puts the leaderboard's tables onto its page, between the marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Protocol

import scores

MARKS = ("<!-- board:start -->", "<!-- board:end -->")
SALES, VALUE = 0, 1
# Shown beside the truth by channel: the usual, the headline, and the data-driven.
SHOWN = ("first_touch", "last_touch", "last_non_direct", "linear", "u_shaped", "markov", "shapley")


class Board(Protocol):
    """One company; divisions by channel are pairs of sales and value."""

    seed: int
    sold: tuple[float, float]
    needed: tuple[float, float]
    truth: dict[str, tuple[float, float]]
    credits: dict[str, dict[str, tuple[float, float]]]
    spend: dict[str, float]


def tables(boards: Sequence[Board]) -> str:
    """What was sold, every model's scores, and shares by channel."""
    return "\n\n".join((sold(boards), ranking(boards), by_channel(boards)))


def write(target: Path, text: str, marks: tuple[str, str] = MARKS) -> None:
    """Fill the part between the marks; what people wrote around it stays."""
    start, end = marks
    head, rest = target.read_text(encoding="utf-8").split(start)
    tail = rest.split(end)[1]
    target.write_text(f"{head}{start}\n{text}\n{end}{tail}", encoding="utf-8")


def sold(boards: Sequence[Board]) -> str:
    """Per seed: all sales, what the channels caused one by one and together, and the rest."""
    lines = [
        "| seed | sales | lost without any channel | would have come anyway "
        "| lost without each, summed | credited by every model |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for board in boards:
        all_, needed = board.sold[SALES], board.needed[SALES]
        single = sum(sales for sales, _ in board.truth.values())
        lines.append(
            f"| {board.seed} | {all_:,.0f} | {needed:,.0f} | {1 - needed / all_:.0%} "
            f"| {single:,.0f} | {all_:,.0f} |"
        )
    return "\n".join(lines)


def ranking(boards: Sequence[Board]) -> str:
    """Every division, nearest first by sales; with several seeds, mean and range."""
    found = {model: [_scored(board, model) for board in boards] for model in boards[0].credits}
    order = sorted(found, key=lambda model: mean(one.sales.distance for one in found[model]))
    places = [sorted(found, key=lambda model: found[model][n].sales.distance)
              for n in range(len(boards))]  # fmt: skip
    lines = [
        "| attribution model | distance, sales | places | mean error, sales | rank, sales "
        "| distance, value | rank, value | error of return |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for model in order:
        ones = found[model]
        stood = sorted(place.index(model) + 1 for place in places)
        is_model = model.isidentifier()
        named = f"`{model}`" if is_model else model
        # Visits are no money, so there is no return to compare.
        returned = f"{mean(one.returned for one in ones):.1f}" if is_model else "–"
        lines.append(
            f"| {named} | {_percent(ones, lambda one: one.sales.distance)} "
            f"| {_span(stood)} "
            f"| {mean(one.sales.error for one in ones):.1%} "
            f"| {mean(one.sales.rank for one in ones):.2f} "
            f"| {_percent(ones, lambda one: one.value.distance)} "
            f"| {mean(one.value.rank for one in ones):.2f} "
            f"| {returned} |"
        )
    return "\n".join(lines)


def by_channel(boards: Sequence[Board]) -> str:
    """The true share of each channel beside what some models give it, means over the seeds."""
    names = sorted(
        {name for board in boards for name in board.truth}
        | {name for board in boards for model in SHOWN for name in board.credits[model]}
    )
    truth = {name: mean(_shares(board.truth, names)[name] for board in boards) for name in names}
    lines = [
        "| channel | truth | " + " | ".join(f"`{model}`" for model in SHOWN) + " |",
        "|---|---:|" + "---:|" * len(SHOWN),
    ]
    for name in sorted(names, key=lambda name: (-truth[name], name)):
        given = [mean(_shares(board.credits[model], names)[name] for board in boards)
                 for model in SHOWN]  # fmt: skip
        cells = " | ".join(f"{share:.1%}" for share in (truth[name], *given))
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


@dataclass(frozen=True)
class _Scored:
    sales: scores.Score
    value: scores.Score
    returned: float


def _scored(board: Board, model: str) -> _Scored:
    sales, value = (
        scores.score(_part(board.credits[model], which), _part(board.truth, which))
        for which in (SALES, VALUE)
    )
    money = (_part(board.credits[model], VALUE), _part(board.truth, VALUE))
    return _Scored(sales, value, scores.return_error(*money, board.spend))


def _part(division: dict[str, tuple[float, float]], which: int) -> dict[str, float]:
    return {channel: both[which] for channel, both in division.items()}


def _shares(division: dict[str, tuple[float, float]], names: list[str]) -> dict[str, float]:
    return scores.shares(_part(division, SALES), names)


def _percent(ones: list[_Scored], of: Callable[[_Scored], float]) -> str:
    values = [of(one) for one in ones]
    spread = f" ({min(values):.1%} – {max(values):.1%})" if len(values) > 1 else ""
    return f"{mean(values):.1%}{spread}"


def _span(places: list[int]) -> str:
    return str(places[0]) if places[0] == places[-1] else f"{places[0]} – {places[-1]}"
