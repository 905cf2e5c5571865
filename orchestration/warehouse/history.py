"""What was published before: every change of credit since the first night, and the last state.

`history/` outlives the warehouse and cannot be made again. It moves when a version is published:
each version brings its own state and the changes of its run, and is taken over from there, at the
end of the publish or, where that was killed, before the next build. A run that was not published
leaves nothing here, so the next one is compared with what people have read.

dbt reads it as the source `history` under `accepted/`.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import Changes, Fingerprint, difference
from orchestration.warehouse.history_tables import EMPTY, TABLES, write_table

# In a published version: tables that only the next night reads, and the rules of the run.
STATE = "state"
STATE_MODELS = ("int_channel_credits", "int_journey_marks")
RULES = "rules.json"
# Where the state of each history table stands in a version.
PLACES = {
    "credits": f"{STATE}/int_channel_credits/int_channel_credits.parquet",
    "journeys": f"{STATE}/int_journey_marks/int_journey_marks.parquet",
    "conversions": "parquet/fct_conversions/fct_conversions.parquet",
    "touchpoints": "parquet/fct_touchpoints/fct_touchpoints.parquet",
    "weights": "parquet/fct_channel_weights/fct_channel_weights.parquet",
}
LOGS = {"changes": "fct_credit_changes", "runs": "dim_runs"}


def take_over(settings: Settings) -> bool:
    """Take the published version into history; false where that has been done, or there is none.

    A run counts once its file in `history/runs` is there, which is written last.
    """
    current = settings.published_current
    version = current.resolve()
    if not current.exists() or not (version / STATE / RULES).exists():
        return False
    taken = _last_run_number(settings)
    number = _run_number(version)
    if number <= taken:
        return False
    folder = settings.history_dir
    for name, place in PLACES.items():
        _link(version / place, folder / name / f"{name}.parquet")
    _link(version / STATE / RULES, folder / RULES)
    for name, mart in LOGS.items():
        source = version / "parquet" / mart / f"{mart}.parquet"
        _copy_rows(source, taken, folder / name / f"{number:06d}.parquet")
    return True


def land(settings: Settings) -> None:
    """Take over what was published and put history where dbt reads it."""
    take_over(settings)
    ensure_tables(settings)
    for name in (*PLACES, *LOGS):
        kept, shown = settings.history_dir / name, settings.accepted_dir / "history" / name
        wanted = {path.name: path for path in kept.glob("[!.]*.parquet")}
        for path in shown.glob("*.parquet"):
            if path.name not in {*wanted, EMPTY}:
                path.unlink()
        for path in wanted.values():
            if name in PLACES or not (shown / path.name).exists():
                _link(path, shown / path.name)


def open_night(settings: Settings, run_id: str, now: Fingerprint) -> Changes:
    """Land history, and beside it which run this is; returns how its rules differ from the last.

    The last is the run published last: its rules made the numbers that people have read.
    """
    land(settings)
    changes = difference(_last_rules(settings), now)
    row = {
        "run_number": _last_run_number(settings) + 1,
        "run_id": run_id,
        "run_at": settings.clock().replace(tzinfo=None),
        "last_run_at": _last_run_at(settings),
        "fingerprint": now.hash,
        "rules_changed": str(changes),
        "has_other_ledger_rules": _differs(changes, "fct_conversions"),
        "has_other_touch_rules": _differs(changes, "int_touchpoints"),
        "has_other_credit_rules": _differs(changes, "fct_attribution_credits"),
    }
    folder = settings.accepted_dir / "history" / "tonight"
    write_table("tonight", folder / "tonight.parquet", [row])
    rules = rules_of_the_run(settings)
    draft = rules.with_name(f".{RULES}.draft")
    draft.write_text(json.dumps(asdict(now), sort_keys=True, default=str), encoding="utf-8")
    os.replace(draft, rules)
    return changes


def rules_of_the_run(settings: Settings) -> Path:
    """The fingerprint of the run that built the warehouse last, for its published version."""
    return settings.accepted_dir / "history" / RULES


def ensure_tables(settings: Settings) -> None:
    """An empty typed file of every table, so that dbt can read them before the first night."""
    with duckdb.connect() as connection:
        for name in TABLES:
            path = settings.accepted_dir / "history" / name / EMPTY
            if not path.exists() or not _has_columns(connection, path, name):
                write_table(name, path, [])


def _differs(changes: Changes, model: str) -> bool:
    return model in changes.rebuild and not changes.is_first


def _last_rules(settings: Settings) -> Fingerprint | None:
    try:
        return Fingerprint(**json.loads((settings.history_dir / RULES).read_text("utf-8")))
    except (OSError, TypeError, ValueError):
        return None


def _last_run_number(settings: Settings) -> int:
    names = (path.stem for path in (settings.history_dir / "runs").glob("[0-9]*.parquet"))
    return max(map(int, names), default=0)


def _last_run_at(settings: Settings) -> object:
    path = settings.history_dir / "runs" / f"{_last_run_number(settings):06d}.parquet"
    return _value(path, "max_by(run_at, run_number)") if path.exists() else None


def _run_number(version: Path) -> int:
    path = version / "parquet" / "dim_runs" / "dim_runs.parquet"
    return int(_value(path, "coalesce(max(run_number), 0)")) if path.exists() else 0


def _value(path: Path, expression: str) -> object:
    with duckdb.connect() as connection:
        row = connection.execute(f"select {expression} from read_parquet(?)", [str(path)])
        return row.fetchone()[0]


def _has_columns(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> bool:
    described = connection.execute("describe from read_parquet(?)", [str(path)])
    return [column for column, *_ in described.fetchall()] == list(TABLES[name])


def _copy_rows(source: Path, taken: int, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    escaped = str(draft).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(
            "copy (from read_parquet(?) where run_number > ? order by all)"
            f" to '{escaped}' (format parquet, compression zstd)",
            [str(source), taken],
        )
    _settle(draft, target)


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        os.link(source, draft)
    except OSError:
        shutil.copyfile(source, draft)
    _settle(draft, target)


def _settle(draft: Path, target: Path) -> None:
    """Durable first, then under its name at once."""
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(draft, target)
