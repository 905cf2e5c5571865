"""The door as Dagster assets: one per accepted table, all made by one step."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.landing.accept import accept
from orchestration.landing.contracts import load_contracts
from orchestration.landing.report import AcceptReport
from orchestration.landing.status import is_active
from orchestration.settings import Settings
from orchestration.steps import run_step

# What the door itself tells: dbt reads these like any other source.
OWN_TABLES = {
    "private": ("identifiers",),
    "door": ("files", "rejects", "source_status", "blocked_keys"),
}
# Systems that a connector lands first; the others are files that somebody drops.
EXTRACTED = ("google_ads", "hubspot", "callrail", "intercom")


def _specs() -> Iterator[dg.AssetSpec]:
    accepted = []
    for system in load_contracts().values():
        upstream = [dg.AssetKey(["extract", system.name])] if system.name in EXTRACTED else []
        for table in system.tables.values():
            key = dg.AssetKey(["raw", system.name, table.name])
            accepted.append(key)
            yield dg.AssetSpec(key, deps=upstream, description=table.description)
    # They are written last: of every table they tell its files, its bad rows and its keys.
    for system, tables in OWN_TABLES.items():
        for table in tables:
            yield dg.AssetSpec(dg.AssetKey(["raw", system, table]), deps=accepted)


@dg.multi_asset(name="door", specs=list(_specs()), group_name="landing")
def door(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
    forget: dg.ResourceParam[object],
) -> Iterator[dg.MaterializeResult]:
    """Let new files in: typed, hashed and scrubbed; bad rows are set aside with a reason.

    Then `forget` whom a request names, before anything is built of their rows.
    """
    payload = accept_step(settings, context.run_id)
    forget(settings, context.run_id)  # type: ignore[operator]
    for spec in door.specs:
        counts = payload["tables"].get("/".join(spec.key.path[1:]), {})
        yield dg.MaterializeResult(asset_key=spec.key, metadata=counts)


def accept_step(settings: Settings, run_id: str) -> dict[str, Any]:
    """Run the door and note what came in, by table and by source."""

    def work() -> tuple[str, dict[str, Any]]:
        report = accept(settings)
        payload = {
            "summary": f"{report.rows_accepted:,} rows in, {report.rows_rejected:,} set aside",
            "trouble": "; ".join(f"{one.file}: {one.reason}" for one in report.set_aside[:3]),
            "tables": _tables(report),
            "sources": sources(settings, report),
            "lines": report.lines()[:50],
        }
        return ("partial" if report.set_aside else "good"), payload

    return run_step(settings, run_id, "landing", work)


def sources(settings: Settings, report: AcceptReport) -> list[dict[str, Any]]:
    """One line per picked system that has ever told or brought anything: rows of this run, the
    newest data there is, and its state."""
    lines = []
    for name, system in load_contracts().items():
        if not is_active(settings, system):
            continue
        counts = [one for (owner, _), one in report.tables.items() if owner == name]
        told, latest = _extract_told(settings, name), _latest(settings, name)
        if not (told or counts or latest):
            continue
        state = told.get("state", "ok")
        lines.append(
            {
                "system": name,
                "rows_new": sum(one.rows_accepted for one in counts),
                "rejected": sum(one.rows_rejected for one in counts),
                "latest": latest,
                "state": state,
                "message": told.get("message", "") if state != "ok" else "",
            }
        )
    return lines


def _tables(report: AcceptReport) -> dict[str, dict[str, int]]:
    return {
        f"{system}/{table}": {
            "rows_accepted": one.rows_accepted,
            "rows_rejected": one.rows_rejected,
            "files_new": one.files_new,
        }
        for (system, table), one in report.tables.items()
    }


def _extract_told(settings: Settings, system: str) -> dict[str, Any]:
    path = settings.state_dir / "extracts" / f"{system}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _latest(settings: Settings, system: str) -> str | None:
    """The newest data of a system, as the door's own status table has it."""
    import duckdb

    found = duckdb.execute(
        "select max(latest_event_at)::varchar from read_parquet(?) where system = ?",
        [str(settings.accepted_dir / "door" / "source_status" / "**" / "*.parquet"), system],
    ).fetchone()
    return found[0][:16] if found and found[0] else None
