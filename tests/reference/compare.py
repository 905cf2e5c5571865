"""Rows of two computations, held against each other: company, mart, and both rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.reference.marts import Marts

Row = dict[str, Any]
CREDIT_TOLERANCE = 1e-9
# What tells which rows are the same thing; the rest of a row is what is said of it.
NAMES = {
    "excluded_events": ("event_id",),
    "fct_sessions": ("visitor_id", "session_started_at"),
    "fct_touchpoints": ("touchpoint",),
    "fct_conversions": ("conversion",),
    "fct_attribution_credits": ("attribution_model", "conversion", "touchpoint"),
    "dim_persons": ("person",),
}


@dataclass(frozen=True)
class Difference:
    """One row that only one side has (the other is None), or that they tell differently."""

    mart: str
    expected: Row | None
    found: Row | None

    def __str__(self) -> str:
        if self.expected and self.found:
            name = {key: self.expected[key] for key in NAMES[self.mart]}
            told = {
                key: (value, self.found.get(key))
                for key, value in self.expected.items()
                if not _same(value, self.found.get(key))
            }
            return f"{self.mart} {name}: (reference, warehouse) {told}"
        side = "only the reference" if self.expected else "only the warehouse"
        return f"{self.mart}: {side} has {self.expected or self.found}"


def differences(expected: Marts, found: Marts) -> list[Difference]:
    """All differences between two companies whose persons are named alike."""
    every = []
    for mart in NAMES:
        every += _of_mart(mart, expected.get(mart, []), found.get(mart, []))
    return every


def _of_mart(mart: str, expected: list[Row], found: list[Row]) -> list[Difference]:
    there: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        there[_name(mart, row)].append(row)
    unmatched = []
    for row in expected:
        others = there[_name(mart, row)]
        same = next((place for place, other in enumerate(others) if _same_row(row, other)), None)
        if same is None:
            unmatched.append(row)
        else:
            others.pop(same)
    every = []
    for row in unmatched:
        others = there[_name(mart, row)]
        every.append(Difference(mart, row, others.pop(0) if others else None))
    return every + [Difference(mart, None, row) for rows in there.values() for row in rows]


def _name(mart: str, row: Row) -> str:
    return repr([row[key] for key in NAMES[mart]])


def _same_row(one: Row, other: Row) -> bool:
    return all(_same(value, other.get(name)) for name, value in one.items())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= CREDIT_TOLERANCE
    return bool(one == other)


def named(marts: Marts, company: Callable[[Row], str | None]) -> dict[str, Marts]:
    """Marts by company, each person named by the first thing known of it.

    Ids of persons are hashes under an installation's secret; what must agree is who is one person.
    """
    labels: dict[Any, str] = {}
    for mart in ("fct_sessions", "fct_touchpoints", "fct_conversions"):
        for row in marts[mart]:
            # A refund or a reversal may come first of all: only what it takes back names somebody.
            text = f"{mart} {[str(row[key]) for key in NAMES[mart]]}"
            labels[row["person"]] = min(labels.get(row["person"], text), text)
    split: dict[str, Marts] = defaultdict(lambda: {mart: [] for mart in NAMES})
    for mart, rows in marts.items():
        for row in rows:
            told = row
            if "person" in row:
                if row["person"] not in labels:
                    continue
                told = {**row, "person": labels[row["person"]]}
            if tag := company(told):
                split[tag][mart].append(told)
    return split
