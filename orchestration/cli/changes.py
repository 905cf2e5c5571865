"""`headwater explain-change` and `credits`: why numbers moved, and how they stood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from difflib import get_close_matches

import duckdb

from orchestration.changes.as_of import credits_as_of
from orchestration.changes.explain import Explained, explain_change, names_in_the_log
from orchestration.changes.nights import (
    NOTHING_YET,
    Night,
    NoSuchNight,
    all_nights,
    find_night,
    open_marts,
)
from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD, HeadwaterError
from orchestration.settings import Settings


def run_explain_change(
    start: str | None,
    end: str | None,
    channels: list[str] | None,
    model: str | None,
    top: int,
    as_json: bool,
) -> int:
    """Print why numbers differ between two nights; without any, the last two."""
    settings = Settings.load()
    with _marts(settings, "explain-change") as marts:
        nights = all_nights(marts)
        until = find_night(nights, end, settings.report_tz) if end else nights[-1]
        after = find_night(nights, start, settings.report_tz) if start else _before(nights, until)
        if after.number > until.number:
            after, until = until, after
        chosen = _model(marts, settings, model)
        found = explain_change(marts, after, until, chosen, _channels(marts, channels), top)
    if as_json:
        console.print_json(asdict(found))
    else:
        _show(found)
    return GOOD


def run_credits(as_of: str, channels: list[str] | None, model: str | None, as_json: bool) -> int:
    """Print the credits as they stood on a past night: by channel, or each of them as JSON."""
    settings = Settings.load()
    with _marts(settings, "credits") as marts:
        night = find_night(all_nights(marts), as_of, settings.report_tz)
        chosen, wanted = _model(marts, settings, model), _channels(marts, channels)
        rows = credits_as_of(marts, night.number, chosen, wanted)
        found = explain_change(marts, NOTHING_YET, night, chosen, wanted, top=0)
    if as_json:
        console.print_json({"run": asdict(night), "model": chosen, "credits": rows})
        return GOOD
    console.out.print(f"{chosen}, {_told(night)}", markup=False)
    table = console.table("", "channel", "leads#", "opportunities#", "sales#", _revenue(found))
    for channel in sorted({row["channel"] for row in found.causes}):
        table.add_row(
            channel, *_figures(found, [r for r in found.causes if r["channel"] == channel])
        )
    table.add_row("all", *_figures(found, found.causes))
    console.show(table)
    return GOOD


def _show(found: Explained) -> None:
    console.out.print(f"from  {_told(found.start)}", markup=False)
    console.out.print(f"to    {_told(found.end)}", markup=False)
    difference = found.after_minor - found.before_minor
    console.out.print(
        f"{found.model}, revenue in {found.currency}: {found.money(found.before_minor)} →"
        f" {found.money(found.after_minor)}, {found.money(difference, signed=True)}",
        markup=False,
    )
    for rules in found.rules_changed:
        console.out.print(f"rules changed: {rules}", markup=False)
    if not found.causes:
        console.out.print("nothing changed")
        return
    figures = ("conversions#", "leads#", "opportunities#", "sales#", _revenue(found))
    causes = console.table("\nCauses", "channel", "cause", *figures)
    for row in found.causes:
        cells = _figures(found, [row], signed=True)
        causes.add_row(row["channel"], row["cause"], f"{row['conversions']:,}", *cells)
    causes.add_row("all", "", "", *_figures(found, found.causes, signed=True))
    console.show(causes)
    largest = console.table(
        "\nLargest conversions", "type", "record", "channel", "cause", "before#", "after#",
        "change#", "conversion",
    )  # fmt: skip
    for row in found.largest:
        amounts = [found.money(row[name]) for name in ("before_minor", "after_minor")]
        change = found.money(row["revenue_minor"], signed=True)
        cells = [row[name] for name in ("conversion_type", "record", "channel", "cause")]
        largest.add_row(*cells, *amounts, change, row["conversion_id"])
    console.show(largest)


def _figures(found: Explained, rows: list[dict], signed: bool = False) -> list[str]:
    form = "+,.2f" if signed else ",.2f"
    counts = [
        f"{sum(row[name] for row in rows):{form}}" for name in ("leads", "opportunities", "sales")
    ]
    return [*counts, found.money(sum(row["revenue_minor"] for row in rows), signed)]


def _revenue(found: Explained) -> str:
    return f"revenue {found.currency}#"


def _told(night: Night) -> str:
    if night.at is None:
        return "before the first night"
    return f"{night.at:%Y-%m-%d %H:%M} UTC  (run {night.number}, {night.run_id[:8]})"


def _before(nights: list[Night], night: Night) -> Night:
    return next((one for one in reversed(nights) if one.number < night.number), NOTHING_YET)


def _model(marts: duckdb.DuckDBPyConnection, settings: Settings, model: str | None) -> str:
    if model is None:
        return str(settings.dbt_vars()["headline_model"])
    known = names_in_the_log(marts, "attribution_model")
    if model not in known:
        near = get_close_matches(model, known, n=1)
        raise HeadwaterError(
            "E212", f"no attribution model {model}", "--model", f"known are {', '.join(known)}",
            f"--model {near[0]}" if near else "use one of these names", CONFIGURATION,
        )  # fmt: skip
    return model


def _channels(marts: duckdb.DuckDBPyConnection, channels: list[str] | None) -> list[str]:
    """The channels as the marts spell them, whatever the case of what was typed."""
    known = {name.lower(): name for name in names_in_the_log(marts, "channel")}
    for channel in channels or []:
        if channel.lower() not in known:
            raise HeadwaterError(
                "E125", f"no channel {channel}", "--channel",
                f"those with credit are {', '.join(known.values())}", "use one of these names",
                CONFIGURATION,
            )  # fmt: skip
    return [known[channel.lower()] for channel in channels or []]


@contextmanager
def _marts(settings: Settings, command: str) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with open_marts(settings) as marts:
            yield marts
    except NoSuchNight as problem:
        raise HeadwaterError(
            "E126", str(problem), f"headwater {command}",
            "nights are named by day (2026-03-25), by number or by the beginning of a run id",
            "headwater status names the last run; headwater nightly makes one", CONFIGURATION,
        ) from problem  # fmt: skip
