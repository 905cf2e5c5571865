"""What passes between a connector and a loopback vendor, and where the vendor keeps its data."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import duckdb


@dataclass(frozen=True)
class Request:
    """One request, its path already without the vendor's prefix."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The decoded body; an empty one is an empty object."""
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Answer:
    """Status, a JSON body (or raw text) and further headers."""

    status: int
    payload: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        """Body and content type as they go over the wire."""
        if isinstance(self.payload, str):
            return self.payload.encode(), "text/html; charset=utf-8"
        return json.dumps(self.payload, default=_encode).encode(), "application/json"


class Vendor(Protocol):
    """One platform."""

    def answer(self, request: Request) -> Answer:
        """The platform's answer."""

    def busy(self) -> Answer:
        """How the platform says 429."""


class VendorData:
    """The platforms' records, copied into memory, seen as of the demo clock."""

    def __init__(self, vendors_db: Path, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._connection = duckdb.connect()
        self._connection.execute(f"attach '{vendors_db}' as file (read_only)")
        tables = self._connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'file'"
        ).fetchall()
        for schema, table in tables:
            self._connection.execute(f'create schema if not exists "{schema}"')
            self._connection.execute(
                f'create table "{schema}"."{table}" as from file."{schema}"."{table}"'
            )
        self._connection.execute("detach file")

    def now(self) -> datetime:
        """The moment that the platforms believe it is (UTC)."""
        return self._clock().astimezone(UTC)

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict]:
        """Rows of a query as dictionaries."""
        with self._lock:
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()


def iso_millis(value: Any) -> str | None:
    """A time as most platforms write it: UTC with milliseconds."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    return value.isoformat() if isinstance(value, date) else value


def naive(value: datetime) -> datetime:
    """UTC without a zone, as the records are kept."""
    return value.astimezone(UTC).replace(tzinfo=None)


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return iso_millis(value)
    return str(value)
