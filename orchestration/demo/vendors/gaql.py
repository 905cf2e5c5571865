"""The part of Google's query language that reports use: SELECT … FROM … WHERE … ORDER BY."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_CLAUSES = re.compile(
    r"^\s*SELECT\s+(?P<select>.+?)\s+FROM\s+(?P<resource>\w+)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+ORDER\s+BY\s+(?P<order>.+?))?"
    r"(?:\s+LIMIT\s+(?P<limit>\d+))?\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"([\w.]+)\s+BETWEEN\s+'([^']*)'\s+AND\s+'([^']*)'", re.IGNORECASE)
_COMPARE = re.compile(r"([\w.]+)\s*(>=|<=|!=|=|>|<)\s*(?:'([^']*)'|(\w+))\s*$")


class QueryError(ValueError):
    """A query that the vendor refuses; `family` and `code` as in its error enums."""

    def __init__(self, code: str, message: str, family: str = "queryError") -> None:
        super().__init__(message)
        self.family = family
        self.code = code


@dataclass(frozen=True)
class Condition:
    """One comparison of a field with a literal."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True)
class Query:
    """A parsed query."""

    fields: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...]
    order_by: tuple[str, ...]
    limit: int | None

    def dates(self) -> tuple[date | None, date | None]:
        """First and last day that the conditions on segments.date leave; None where open."""
        first: date | None = None
        last: date | None = None
        for condition in self.conditions:
            if condition.field != "segments.date":
                continue
            day = _day(condition.value)
            if condition.operator in {"=", ">="}:
                first = day if first is None else max(first, day)
            if condition.operator in {"=", "<="}:
                last = day if last is None else min(last, day)
        return first, last


def parse(text: str) -> Query:
    """Parse a query; raises QueryError in the vendor's words."""
    match = _CLAUSES.match(text)
    if match is None:
        raise QueryError("UNEXPECTED_INPUT", f"Error in query: unexpected input {text[:40]}.")
    fields = tuple(name.strip() for name in match["select"].split(","))
    order = tuple(item.split()[0] for item in (match["order"] or "").split(",") if item.strip())
    for name in order:
        if name not in fields:
            raise QueryError(
                "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
                f"The field '{name}' in the ORDER BY clause must be in the SELECT clause.",
            )
    limit = int(match["limit"]) if match["limit"] else None
    return Query(fields, match["resource"], _conditions(match["where"] or ""), order, limit)


def _conditions(where: str) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for field, low, high in _BETWEEN.findall(where):
        found += [Condition(field, ">=", low), Condition(field, "<=", high)]
    rest = _BETWEEN.sub("", where)
    for part in re.split(r"\s+AND\s+", rest, flags=re.IGNORECASE):
        text = re.sub(r"^\s*AND\b|\bAND\s*$", "", part, flags=re.IGNORECASE).strip()
        if not text:
            continue
        match = _COMPARE.match(text)
        if match is None:
            raise QueryError("BAD_OPERATOR", f"Error in WHERE clause: {text}.")
        literal = match[3] if match[3] is not None else match[4]
        found.append(Condition(match[1], match[2], literal))
    return tuple(found)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryError("INVALID_DATE_FORMAT", f"Invalid date '{text}'.") from None
