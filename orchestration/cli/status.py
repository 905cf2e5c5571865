"""`headwater status`: the last run, how fresh each source is, and what waits to be sent."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from orchestration import runs
from orchestration.cli import console
from orchestration.cli.errors import FAILED, GOOD, PARTIAL
from orchestration.settings import Settings

_CODES = {"failed": FAILED, "killed": FAILED, "partial": PARTIAL}


def run_status(as_json: bool) -> int:
    """Print what is known; the exit code is that of the last night."""
    settings = Settings.load()
    runs.close_dead(settings)
    last, good = runs.latest(settings), runs.latest(settings, status="good")
    facts = _facts(settings, last, good)
    if as_json:
        console.print_json(facts)
    else:
        _show(facts)
    return _CODES.get(last.status, GOOD) if last else GOOD


def _facts(settings: Settings, last: runs.Run | None, good: runs.Run | None) -> dict[str, Any]:
    from orchestration.exports.ledger_export import ledger_counts

    current = settings.published_current
    return {
        "home": str(settings.home),
        "last_run": asdict(last) if last else None,
        "last_good_run": good.started_at if good else None,
        "rules_changed": last.steps["build"].payload.get("rules_changed", "")
        if last and "build" in last.steps
        else "",
        "published": current.resolve().name if current.exists() else None,
        "sources": last.steps["landing"].payload.get("sources", [])
        if last and "landing" in last.steps
        else [],
        "ledger": ledger_counts(settings),
    }


def _show(facts: dict[str, Any]) -> None:
    last = facts["last_run"]
    if last is None:
        console.out.print(
            f"no run yet in {facts['home']}; headwater nightly starts one", markup=False
        )
        return
    console.out.print(f"last run    {last['kind']} {last['status']}, started {last['started_at']}")
    if last["message"]:
        console.out.print(f"            {last['message']}", markup=False)
    console.out.print(f"last good   {facts['last_good_run'] or 'none yet'}")
    console.out.print(f"published   {facts['published'] or 'nothing yet'}")
    if facts["rules_changed"]:
        console.out.print(f"rules       changed in it: {facts['rules_changed']}", markup=False)
    sources = console.table("\nSources", "source", "latest data", "state", "message")
    for row in facts["sources"]:
        sources.add_row(
            row["system"], row.get("latest") or "–", row["state"], row.get("message", "")
        )
    console.show(sources)
    waiting = console.table("\nLedger", "destination", "state", "rows#")
    for destination, states in facts["ledger"].items():
        for state, count in states.items():
            waiting.add_row(destination, state, f"{count:,}")
    console.show(waiting)
