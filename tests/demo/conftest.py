"""A small demo company, generated once, and readers of what it consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.demo import Generated, generate

READERS = {
    "csv": "read_csv('{path}', header = true, all_varchar = true)",
    "csv.gz": "read_csv('{path}', header = true, all_varchar = true)",
    "jsonl": "read_json('{path}', format = 'newline_delimited')",
    "jsonl.gz": "read_json('{path}', format = 'newline_delimited')",
    "ndjson": "read_json('{path}', format = 'newline_delimited')",
    "ndjson.gz": "read_json('{path}', format = 'newline_delimited')",
    "parquet": "read_parquet('{path}')",
}
EVENT_COLUMNS = [
    "event_id",
    "event_at",
    "received_at",
    "event_type",
    "visitor_id",
    "user_id",
    "page_url",
    "referrer_url",
    "user_agent",
    "ip_address",
    "country",
    "email",
    "phone",
    "form_id",
    "order_id",
    "value",
    "currency",
    "consent_analytics",
    "consent_ad_storage",
    "consent_ad_user_data",
    "consent_ad_personalization",
]


@dataclass
class Company:
    """A generated company: where it lies, and SQL over its events, vendors and truth."""

    generated: Generated
    engine: duckdb.DuckDBPyConnection

    @property
    def landing(self) -> Path:
        return self.generated.home / "landing"

    def rows(self, query: str) -> list[tuple]:
        return self.engine.execute(query).fetchall()

    def value(self, query: str) -> object:
        return self.rows(query)[0][0]

    def landed(self, file: str) -> str:
        """Return what reads a landing file in SQL."""
        path = self.landing / file
        return READERS[path.name.split(".", 1)[1]].format(path=path)


def open_company(home: Path, **arguments: object) -> Company:
    """Generate under a folder and attach everything."""
    generated = generate(home, **arguments)
    engine = duckdb.connect(config={"threads": 1})
    for kind in ("vendors", "truth"):
        engine.execute(f"attach '{home}/demo/{kind}.duckdb' as {kind} (read_only)")
    columns = {name: "varchar" for name in EVENT_COLUMNS}
    engine.execute(
        f"""
        create table events as
        select * replace (event_at::timestamp as event_at, received_at::timestamp as received_at)
        from read_json(
            '{home}/landing/web_events/**/*.jsonl.gz', format = 'newline_delimited',
            columns = {columns}
        )
        """
    )
    return Company(generated, engine)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    opened = open_company(tmp_path_factory.mktemp("company"), scale=0.3)
    yield opened
    opened.engine.close()
