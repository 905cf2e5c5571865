"""Puts the newest run of every size onto docs/performance.md: tables, ratios and a picture."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import work

MARK_START, MARK_END = "<!-- bench:start -->", "<!-- bench:end -->"
PICTURE = "images/bench.svg"
FLOOR_SCAN, FLOOR_SORT = "floor: scan all columns", "floor: scan and sort"

Run = dict[str, Any]


def newest(runs: Path, records: Path) -> list[Run]:
    """The last run of each size that got as far as the lean job, smallest first.

    Runs of other machines are those in `records`, where `write` keeps them.
    """
    last: dict[int, Run] = {}
    for file in (*records.glob("*.json"), *runs.glob("*.json")):
        kept = json.loads(file.read_text())
        # A run that was cut short before the lean job has no ratio to show.
        if "same" in kept and kept["at"] >= last.get(kept["events"], kept)["at"]:
            last[kept["events"]] = kept
    return [last[events] for events in sorted(last)]


def write(target: Path, runs: list[Run]) -> None:
    """Fill the part between the marks, draw the picture beside the page and keep the records."""
    parts = [summary(runs), f"![CPU seconds and memory over the number of events]({PICTURE})"]
    parts += [table(kept) for kept in runs]
    text = target.read_text(encoding="utf-8")
    head, rest = text.split(MARK_START)
    tail = rest.split(MARK_END)[1]
    body = "\n\n".join(parts)
    target.write_text(f"{head}{MARK_START}\n{body}\n{MARK_END}{tail}", encoding="utf-8")
    (target.parent / PICTURE).write_text(picture(runs), encoding="utf-8")
    records(target).mkdir(exist_ok=True)
    for kept in runs:
        file = records(target) / f"{kept['events']}.json"
        file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def records(target: Path) -> Path:
    """The folder beside a page with the run of each size that the page shows."""
    return target.parent / "bench"


def summary(runs: list[Run]) -> str:
    """One line per size: the build against the lean job and the floors."""
    lines = [
        "| events | build, CPU s | lean job | build ÷ lean | build ÷ sort | lean ÷ sort "
        "| build, peak MB | lean, peak MB | spill MB | one more day ÷ full |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for kept in runs:
        models, lean = models_cpu(kept["build"]), _cpu(kept["lean"])
        sort = next(x["cpu"] for x in kept["floors"] if x["stage"] == FLOOR_SORT)
        day = models_cpu(kept["day build"]) / models if "day build" in kept else None
        lines.append(
            f"| {kept['events']:,} | {models:.1f} | {lean:.1f} | {models / lean:.2f} "
            f"| {models / sort:.1f} | {lean / sort:.1f} | {_peak(kept['build']):.0f} "
            f"| {_peak(kept['lean']):.0f} | {_spill(kept):.0f} "
            f"| {f'{day:.1%}' if day is not None else '–'} |"
        )
    return "\n".join(lines)


def table(kept: Run) -> str:
    """Every stage of one run with its ratio to scan-and-sort."""
    sort = next(x["cpu"] for x in kept["floors"] if x["stage"] == FLOOR_SORT)
    scan = next(x["cpu"] for x in kept["floors"] if x["stage"] == FLOOR_SCAN)
    made, same = kept["generated"], kept["same"]
    lines = [
        f"**{kept['events']:,} events** ({kept['machine']}, dbt threads {kept['threads']}, memory "
        f"limit {kept['memory_limit']}). The lean job gives the same {same['sessions']:,} sessions "
        f"and {same['credit_sums']} credit sums. The generator took {made['wall']:.0f} s, "
        f"{made['peak']:.0f} MB of memory and {made['mb']} MB on disk.",
        "",
        "| stage | wall s | CPU s | peak MB | spill MB | CPU ÷ scan | CPU ÷ sort |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for group in ("floors", "door", "build", "publish", "lean", "day door", "day build",
                  "day lean", "empty day"):  # fmt: skip
        figures = [x for x in kept.get(group, []) if x["stage"] != "import"]
        for x in figures:
            name = x["stage"] if group == "floors" else f"{group}: {x['stage']}"
            lines.append(_row(name, [x], scan, sort))
        if figures and group in {"build", "day build"}:
            lines.append(_row(f"**{group}, models and seeds**", _models(figures), scan, sort))
        if len(figures) > 1 and group not in {"floors", "empty day"}:
            lines.append(_row(f"**{group}, all**", figures, scan, sort))
    for peer in kept.get("peers", []):
        apart = peer["apart"]
        shares = "" if apart is None else f" (shares apart by at most {apart:.0e})"
        lines.append(f"| {peer['name']}{shares} | {peer['wall']:.1f} | {peer['cpu']:.1f} | | | | |")
    return "\n".join(lines)


def picture(runs: list[Run]) -> str:
    """CPU seconds (left) and peak memory (right) over the number of events, both logarithmic."""
    cpu = {
        "build": [(r["events"], models_cpu(r["build"])) for r in runs],
        "lean job": [(r["events"], _cpu(r["lean"])) for r in runs],
        "scan and sort": [(r["events"], _floor(r, FLOOR_SORT)["cpu"]) for r in runs],
        "scan": [(r["events"], _floor(r, FLOOR_SCAN)["cpu"]) for r in runs],
    }
    memory = {
        "build": [(r["events"], _peak(r["build"])) for r in runs],
        "lean job": [(r["events"], _peak(r["lean"])) for r in runs],
        "scan and sort": [(r["events"], _floor(r, FLOOR_SORT)["peak"]) for r in runs],
    }
    parts = [_chart(cpu, 0, "CPU seconds"), _chart(memory, 420, "peak memory, MB")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 320" font-family="sans-serif" '
        'font-size="12">\n<rect width="840" height="320" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


COLOURS = {"build": "#0b5394", "lean job": "#38761d", "scan and sort": "#b45f06", "scan": "#777"}


def _chart(lines: dict[str, list[tuple[float, float]]], left: int, title: str) -> str:
    points = [point for line in lines.values() for point in line if point[1] > 0]
    low, high = (f(math.log10(y) for _, y in points) for f in (min, max))
    low, high = math.floor(low), max(math.ceil(high), math.floor(low) + 1)
    first, last = 6.0, max(8.0, math.log10(max(x for x, _ in points)))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - first) / (last - first)
        up = (math.log10(y) - low) / (high - low)
        return left + 60 + across * 240, 270 - up * 220

    drawn = [f'<text x="{left + 60}" y="30" font-weight="bold">{title}</text>']
    for power in range(low, high + 1):
        _, y = place(10**first, 10**power)
        drawn.append(
            f'<path d="M{left + 60} {y:.0f}h240" stroke="#ddd"/>'
            f'<text x="{left + 52}" y="{y + 4:.0f}" text-anchor="end">{10**power:,g}</text>'
        )
    for power in range(int(first), int(last) + 1):
        x, _ = place(10**power, 10**low)
        label = f"{10 ** (power - 6):,} M"
        drawn.append(f'<text x="{x:.0f}" y="290" text-anchor="middle">{label}</text>')
    taken: list[float] = []
    for name, line in sorted(lines.items(), key=lambda item: -item[1][-1][1]):
        dots = [place(*point) for point in line if point[1] > 0]
        colour = COLOURS[name]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in dots)
        drawn.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in dots]
        # Names stand beside the last dot, moved down where two would lie on each other.
        y = max([dots[-1][1] + 4, *(other + 14 for other in taken)])
        taken.append(y)
        drawn.append(f'<text x="{left + 310}" y="{y:.0f}" fill="{colour}">{name}</text>')
    return "\n".join(drawn)


def models_cpu(figures: list[dict[str, Any]]) -> float:
    """CPU seconds of models and seeds alone: tests off, net of start-up."""
    return _cpu(_models(figures))


def _models(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    others = {work.CHECKS, work.START_UP, "dbt wind-up"}
    return [x for x in figures if x["stage"] not in others]


def _floor(kept: Run, stage: str) -> dict[str, Any]:
    return next(x for x in kept["floors"] if x["stage"] == stage)


def _cpu(figures: list[dict[str, Any]]) -> float:
    return sum(x["cpu"] for x in figures if x["stage"] != "import")


def _peak(figures: list[dict[str, Any]]) -> float:
    return max(x["peak"] for x in figures)


def _spill(kept: Run) -> float:
    return max(x["spill"] for group in ("build", "lean") for x in kept[group])


def _row(name: str, figures: list[dict[str, Any]], scan: float, sort: float) -> str:
    cpu = sum(x["cpu"] for x in figures)
    spill = max(x["spill"] for x in figures)
    return (
        f"| {name} | {sum(x['wall'] for x in figures):.1f} | {cpu:.1f} | {_peak(figures):.0f} "
        f"| {spill:.0f} | {cpu / scan:.1f} | {cpu / sort:.2f} |"
    )
