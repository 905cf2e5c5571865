"""An empty installation and what its accepted tables hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.landing.accept import accept
from orchestration.landing.report import AcceptReport
from orchestration.settings import Settings
from tests.support.landing_files import write_landing

NIGHT = datetime(2026, 7, 1, 3, tzinfo=UTC)


class Installation:
    """A home folder with the door in front of it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = NIGHT
        self.sources: dict[str, str] = {}

    @property
    def settings(self) -> Settings:
        return Settings.load(
            home=self.home,
            now=self.now,
            secret="a secret of the tests, long enough",
            memory_limit="1GB",
            sources=self.sources,
        )

    def drop(self, table: str, *rows: dict[str, Any], fmt: str = "jsonl", **named: str) -> Path:
        return write_landing(self.home, {table: rows}, fmt, **named)[0]

    def drop_text(self, file: str, content: str | bytes) -> Path:
        path = self.home / "landing" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def accept(self, **options: Any) -> AcceptReport:
        return accept(self.settings, **options)

    def rows(self, place: str, *columns: str) -> list[tuple]:
        """Sorted rows of an accepted table, read as dbt reads it."""
        names = ", ".join(columns) or "* exclude (load_id)"
        return duckdb.execute(
            f"select {names} from read_parquet('{self.home}/accepted/{place}/**/*.parquet', "
            "hive_partitioning = true, union_by_name = true) order by all"
        ).fetchall()

    def rejects(self) -> list[tuple]:
        return self.rows("door/rejects", "table_name", "row_number", "column_name", "reason")


@pytest.fixture
def door(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "home")


def event(number: int, **fields: Any) -> dict[str, Any]:
    """A web event; everything but its number has a default."""
    return {
        "event_id": f"e{number}",
        "event_at": f"2026-03-02T10:{number % 60:02d}:00Z",
        "event_type": "page_view",
        "visitor_id": f"v{number % 7}",
        **fields,
    }
