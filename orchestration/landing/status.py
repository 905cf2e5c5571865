"""The door's own tables that are written whole after each run: files and source status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.landing.contracts import System
from orchestration.landing.loads import OF_CONNECTORS, REJECTS
from orchestration.landing.manifest import Manifest
from orchestration.landing.rejects import of_connectors
from orchestration.landing.report import AcceptReport
from orchestration.landing.typed_files import OWN_TABLES, whole_table, write_rows

if TYPE_CHECKING:
    from orchestration.settings import Settings

# A nightly source that was silent for longer missed a night; two hours of slack for a late run.
STALE_AFTER_HOURS = 26


def mode_of(settings: Settings, system: System) -> str:
    """The shape picked for a system: native, fivetran, on or off."""
    return str(getattr(settings.sources, system.name.removesuffix("_fivetran")))


def is_active(settings: Settings, system: System) -> bool:
    """Whether this shape of the system is the one that was picked."""
    picked = mode_of(settings, system)
    if system.name.endswith("_fivetran"):
        return picked == "fivetran"
    return picked in ("native", "on")


def write_status(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    manifest: Manifest,
    systems: Mapping[str, System],
    report: AcceptReport,
) -> None:
    """Write `door/files`, `door/source_status` and the connectors' part of `door/rejects`."""
    accepted = settings.accepted_dir
    now = settings.clock()
    files = [
        (
            one.system, one.table, one.file, _naive(one.first_seen_at), one.rows_read,
            one.rows_accepted, one.rows_rejected, one.load_id, one.refused,
        )
        for one in manifest.all_files()
    ]  # fmt: skip
    status = [_status(settings, manifest, system, report, now) for system in systems.values()]
    for place, rows in (("door/files", files), ("door/source_status", status)):
        write_rows(connection, whole_table(accepted, place), OWN_TABLES[place], rows)
    kept = [
        row
        for system in systems.values()
        if system.kind == "raw" and is_active(settings, system)
        for row in of_connectors(settings.rejects_dir, system.name)
    ]
    path = accepted / REJECTS / f"load_id={OF_CONNECTORS}" / "part-0001.parquet"
    write_rows(connection, path, OWN_TABLES[REJECTS], kept)


def _status(
    settings: Settings,
    manifest: Manifest,
    system: System,
    report: AcceptReport,
    now: datetime,
) -> tuple[Any, ...]:
    last_success_at, latest_event_at = manifest.status(system.name)
    told = _extract_told(settings.state_dir / "extracts" / f"{system.name}.json")
    if told.get("last_success_at"):
        last_success_at = datetime.fromisoformat(told["last_success_at"])
    rows_new = sum(
        one.rows_accepted for (name, _), one in report.tables.items() if name == system.name
    )
    state, message = "ok", ""
    if not is_active(settings, system) or told.get("state") == "off":
        state, message = "off", str(told.get("message") or "this shape is not picked")
    elif told.get("state") == "failed":
        state, message = "failed", str(told.get("message"))
    elif system.kind != "landing" and last_success_at is None:
        state, message = "off", "nothing has been read yet"
    elif system.kind != "landing" and _is_stale(last_success_at, now):
        state, message = "stale", f"nothing new since {last_success_at:%Y-%m-%d %H:%M} UTC"
    return (
        system.name, mode_of(settings, system), state, _naive(last_success_at),
        _naive(latest_event_at), rows_new, message, _naive(now),
    )  # fmt: skip


def _is_stale(last_success_at: datetime, now: datetime) -> bool:
    return now - last_success_at > timedelta(hours=STALE_AFTER_HOURS)


def _extract_told(path: Path) -> dict[str, Any]:
    """What the system's connector reported of its last run; nothing for files that are dropped."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None
