"""The warehouse's core as a few files of plain SQL: what the same work costs without dbt.

    python bench/lean/job.py <home> [--check]

Reads the accepted files and the seeds that the build reads and writes `lean.duckdb` into the home
directory. `--check` compares with `warehouse.duckdb` there: the same sessions (visitor, start, end,
channel) and the same credits (per model and channel, to the minor unit). The rules are those of
docs/semantics.md as far as the bench's company needs them: no chains of merges, no qualified
stages, no page rules.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

FOLDER = Path(__file__).resolve().parent
SEEDS = FOLDER.parents[1] / "seeds"
CLICK_COLUMNS = ("gclid", "gbraid", "wbraid", "msclkid", "fbclid", "ttclid", "li_fat_id")

SESSIONS = {
    "lean": "select visitor, start_at, end_at, channel"
    " from session join channel using (source_key)",
    "warehouse": "select hash(visitor_id), session_started_at, session_ended_at, channel"
    " from marts.fct_sessions",
}
CREDITS = {
    "lean": "select model, channel, sum(value_minor)::bigint, sum(value_reporting)::bigint,"
    " round(sum(units), 4) from credit group by all",
    "warehouse": "select attribution_model, channel, sum(attributed_value_minor)::bigint,"
    " sum(attributed_value_reporting_minor)::bigint, round(sum(attributed_units), 4)"
    " from marts.fct_attribution_credits"
    " where attribution_model in (select distinct model from lean.credit) group by all",
}


class LeanDiffers(Exception):
    """The lean job and the warehouse do not give the same; the message shows the first rows."""


def build(
    home: Path,
    memory_limit: str = "4GB",
    threads: int = 2,
    on_stage: Callable[[str], None] = lambda stage: None,
) -> Path:
    """Run every stage in order; calls `on_stage` with the stage's name after each.

    Returns the file written. Raises duckdb.Error when a landed table is missing.
    """
    target = home / "lean.duckdb"
    target.unlink(missing_ok=True)
    config = {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": str(home / "tmp-lean"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(str(target), config=config) as engine:
        _prepare(engine, home)
        words = _words()
        for file in sorted(FOLDER.glob("[0-9]*.sql")):
            text = file.read_text(encoding="utf-8")
            for word, value in words.items():
                text = text.replace("{" + word + "}", value)
            engine.execute(text)
            on_stage(file.stem[3:])
    return target


def check(home: Path) -> dict[str, int]:
    """Compare with the warehouse; returns the number of sessions and of credit sums compared.

    Raises LeanDiffers when they are not the same.
    """
    with duckdb.connect() as engine:
        engine.execute(f"attach '{home}/lean.duckdb' as lean (read_only)")
        engine.execute(f"attach '{home}/warehouse.duckdb' as warehouse (read_only)")
        sums = {}
        for side, query in SESSIONS.items():
            engine.execute(f"use {side}")
            sums[side] = engine.execute(
                "select count(*), sum(hash(columns(*)::varchar)::hugeint) from"
                f" (select (a, epoch_us(b), epoch_us(c), d) from ({query}) as t(a, b, c, d))"
            ).fetchone()
        credits = {}
        for side, query in CREDITS.items():
            engine.execute(f"use {side}")
            credits[side] = set(engine.execute(query).fetchall())
    if sums["lean"] != sums["warehouse"]:
        raise LeanDiffers(f"sessions differ: lean {sums['lean']}, warehouse {sums['warehouse']}")
    if credits["lean"] != credits["warehouse"]:
        only = sorted(credits["lean"] ^ credits["warehouse"])[:6]
        raise LeanDiffers(f"credits differ: {only}")
    return {"sessions": sums["lean"][0], "credit_sums": len(credits["lean"])}


def _prepare(engine: duckdb.DuckDBPyConnection, home: Path) -> None:
    names = [row["parameter"] for row in _seed("click_id_parameters")]
    pattern = "|".join(names)
    for name, value in {
        "home": str(home),
        "seeds": str(SEEDS),
        "reporting_currency": "GBP",
        "click_pattern": f"(?:^|&)((?:{pattern})=[^&]+)",
        "click_cut": f"(^|&)(?:{pattern})=[^&]*(&|$)",
    }.items():
        engine.execute(f"set variable {name} = $value", {"value": value})
    engine.execute("set timezone = 'UTC'")
    engine.execute("set enable_progress_bar = false")
    engine.execute(
        "create temp macro accepted(name) as table select * from read_parquet("
        "getvariable('home') || '/accepted/landing/' || name || '/*/*.parquet',"
        " union_by_name = true)"
    )
    engine.execute("create temp view web_events as select * from accepted('web_events')")
    engine.execute(
        "create temp macro seed(name) as table select * from read_csv("
        "getvariable('seeds') || '/' || name || '.csv', all_varchar = false)"
    )


def _words() -> dict[str, str]:
    """What stands for a few rows of a seed within the SQL: constants are cheaper than joins."""
    bots = [row["pattern"] for row in _seed("bots")]
    groups = ["|".join(bots[first : first + 200]) for first in range(0, len(bots), 200)]
    click_key = " ".join(
        f"when {name} is not null then click_key('{row['platform']}', {name})"
        for row in _seed("click_id_parameters")
        if (name := row["parameter"]) in CLICK_COLUMNS
    )
    click_kind = " ".join(
        f"when {name} is not null then {row['priority']}"
        for row in _seed("click_id_parameters")
        if (name := row["parameter"]) in CLICK_COLUMNS
    )
    return {
        "is_bot": " or ".join(f"regexp_matches(user_agent, {_quoted(text)})" for text in groups),
        "is_internal": _internal(),
        "click_columns": ", ".join(CLICK_COLUMNS),
        "column_click_key": f"case {click_key} end",
        "column_click_kind": f"case {click_kind} end",
    }


def _internal() -> str:
    tests = {
        "ip_prefix": "starts_with(ip_address, {value})",
        "host": "split_part(split_part(page_url, '/', 3), ':', 1) = {value}",
        "email_domain": "email_domain = {value}",
        "user_id": "user_id = {value}",
    }
    return " or ".join(
        f"coalesce({tests[row['kind']].format(value=_quoted(row['value']))}, false)"
        for row in _seed("internal_traffic")
    )


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def main() -> None:
    """Build with a line per stage; with --check, compare afterwards."""
    home = Path(sys.argv[1])
    mark = [time.monotonic(), time.process_time()]

    def tell(stage: str) -> None:
        now = [time.monotonic(), time.process_time()]
        print(f"{stage:12} wall {now[0] - mark[0]:7.2f}  CPU {now[1] - mark[1]:7.2f}", flush=True)
        mark[:] = now

    build(home, on_stage=tell)
    if "--check" in sys.argv[2:]:
        print(check(home))


if __name__ == "__main__":
    main()
