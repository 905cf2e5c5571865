"""The closing summary of a night: sources, build, money, exports, paths, time."""

from __future__ import annotations

from typing import Any

from orchestration.cli import console
from orchestration.nightly import NightResult
from orchestration.runs import Run
from orchestration.settings import Settings

_VERDICTS = {
    "good": ("green", "The night is good."),
    "partial": ("yellow", "Published, but not everything came through"),
    "failed": ("red", "The night failed; nothing was published and yesterday's marts stand"),
}
_LINES = 10  # of what was set aside; all of it is in accepted/door/rejects


def print_summary(settings: Settings, result: NightResult, seconds: float) -> None:
    """Print what happened, from the run table alone."""
    run = result.run
    _sources(run)
    _build(run)
    _money(run)
    _exports(run)
    _places(settings, run)
    style, words = _VERDICTS[result.status]
    # Why a night failed is an error, and stands where errors stand.
    message = f": {result.message}" if result.message and result.status != "failed" else ""
    console.out.print()
    console.out.print(f"[{style}]{words}[/]", end="")
    console.out.print(f"{message}  ({seconds:.0f} s, run {run.run_id[:8]})", markup=False)


def _payload(run: Run, step: str) -> dict[str, Any]:
    found = run.steps.get(step)
    return found.payload if found else {}


def _sources(run: Run) -> None:
    rows = _payload(run, "landing").get("sources", [])
    if not rows:
        return
    shown = console.table("\nSources", "source", "rows new#", "set aside#", "latest data", "state")
    for row in rows:
        shown.add_row(
            row["system"],
            f"{row['rows_new']:,}",
            f"{row['rejected']:,}",
            row.get("latest") or "–",
            row["state"] + (f": {row['message']}" if row.get("message") else ""),
        )
    console.show(shown)
    for line in _payload(run, "landing").get("lines", [])[:_LINES]:
        console.out.print(f"  {line}", style="yellow", markup=False)


def _build(run: Run) -> None:
    counts = _payload(run, "build")
    if not counts:
        return
    console.out.print("\n[bold]Warehouse[/]")
    console.out.print(
        f"  {counts.get('models', 0)} models, {counts.get('tests', 0)} data tests,"
        f" {counts.get('unit_tests', 0)} unit tests,"
        f" {len(counts.get('failed', []))} failed, {len(counts.get('warned', []))} warned"
    )
    if counts.get("rules_changed"):
        console.out.print(
            f"  rules changed since the last night: {counts['rules_changed']}", markup=False
        )
    for line in counts.get("failed", []):
        console.out.print(f"  failed  {line}", style="red", markup=False)
    for line in counts.get("warned", []):
        console.out.print(f"  warned  {line}", style="yellow", markup=False)


def _money(run: Run) -> None:
    totals = _payload(run, "publish").get("totals")
    if not totals:
        return
    console.out.print("\n[bold]Money[/]")
    console.out.print(
        f"  CRM and orders {totals['booked']} {totals['currency']}, attributed"
        f" {totals['attributed']} {totals['currency']} under each of {totals['models']} models,"
        f" gap {totals['gap']}"
    )


def _exports(run: Run) -> None:
    names = [name for name in run.steps if name.startswith("export ")]
    if not names:
        return
    columns = ("eligible#", "blocked#", "sent#", "accepted#", "rejected#", "unknown#")
    shown = console.table("\nSent back", "destination", "mode", *columns)
    for name in sorted(names):
        counts = _payload(run, name)
        figures = (f"{int(counts.get(column.rstrip('#'), 0)):,}" for column in columns)
        shown.add_row(name.removeprefix("export "), str(counts.get("mode", "–")), *figures)
    console.show(shown)


def _places(settings: Settings, run: Run) -> None:
    if _payload(run, "publish"):
        console.out.print("\n[bold]Where to look[/]")
        console.out.print(f"  report  {settings.report_dir / 'index.html'}", markup=False)
        marts = settings.published_current / "marts.duckdb"
        console.out.print(f"  marts   {marts}  (any DuckDB since 1.0)", markup=False)
        console.out.print(f"  parquet {settings.published_current / 'parquet'}", markup=False)
