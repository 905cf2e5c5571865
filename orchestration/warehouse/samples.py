"""What a failed check found: its first rows, so that the message names the thing and the day."""

from __future__ import annotations

import duckdb

from orchestration.settings import Settings

ROWS = 3
CHARACTERS = 60  # of one value


def first_rows(settings: Settings, sql: str) -> str:
    """The first rows of a check's own query as `column value, …; …`; empty when it cannot be run.

    The warehouse holds no e-mail address and no phone number, so that its rows may be told.
    """
    try:
        with duckdb.connect(str(settings.warehouse_path), read_only=True) as warehouse:
            cursor = warehouse.execute(f"select * from ({sql}\n) limit {ROWS}")
            names = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall()
    except duckdb.Error:
        return ""
    return "; ".join(
        ", ".join(f"{name} {_short(value)}" for name, value in zip(names, row, strict=True))
        for row in rows
    )


def _short(value: object) -> str:
    text = "null" if value is None else str(value)
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
