"""A failing company made smaller: rows go while it still fails, many attempts a build."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.reference.companies import Row, Tables

Rows = list[tuple[str, Row]]
Fails = Callable[[Sequence[Tables]], Sequence[bool]]


def shrunk(tables: Tables, fails: Fails, rounds: int = 8) -> Tables:
    """The smallest company found within `rounds` calls of `fails`, which judges many at once."""
    rows: Rows = [(table, row) for table, kept in tables.items() for row in kept]
    together: Rows | None = None
    for _ in range(rounds):
        attempts = [together] if together is not None and len(together) < len(rows) else []
        attempts += [attempt for size in _sizes(len(rows)) for attempt in _without(rows, size)]
        verdicts = fails([_tables(attempt) for attempt in attempts])
        failing = [attempt for attempt, failed in zip(attempts, verdicts, strict=True) if failed]
        if not failing:
            break
        # Rows that can go one by one may be able to go together: the next round tries it.
        needless = [
            row for row in rows
            if any(len(attempt) == len(rows) - 1 and row not in attempt for attempt in failing)
        ]  # fmt: skip
        together = [row for row in rows if row not in needless]
        rows = min(failing, key=len)
    return _tables(rows)


def _sizes(count: int) -> list[int]:
    return sorted({max(count // 2, 1), max(count // 4, 1), 1}, reverse=True)


def _without(rows: Rows, size: int) -> list[Rows]:
    return [rows[:start] + rows[start + size :] for start in range(0, len(rows), size)]


def _tables(rows: Rows) -> Tables:
    tables: Tables = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    return tables
