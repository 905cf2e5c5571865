"""Markov beside other programs: from path strings, each program in an environment of its own.

The night's own models start from stored journeys; their SQL is timed as dbt has compiled it.

`HEADWATER_BENCH/venv` holds the others (`pip install ChannelAttribution matplotlib`, `pip install
marketing-attribution-models` there); what is not installed is left out. Paths are the journeys of
`int_path_counts`, one row each: channels in order, joined by " > ", and whether they converted;
repeated until there are as many as asked for.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import duckdb
import markov
import work

FOLDER = Path(__file__).resolve().parent
PATHS = """
    with channels as (select list(channel order by channel_number) as names
        from intermediate.int_path_channels),
    journeys as (
        select array_to_string(list_transform(path, lambda number: names[number]), ' > ') as path,
            unnest(range(journeys::bigint)) < conversions as is_converting
        from intermediate.int_path_counts cross join channels
        where conversion_type = 'sale'
    )
    select path, is_converting::int as conversions, 1 - is_converting::int as nulls
    from journeys
    cross join range((select ceil($paths / count(*))::bigint from journeys))
    limit $paths
"""
# From journeys to the removal effects of every conversion type.
MODELS = (
    "int_journey_paths", "int_paths_without_conversion", "int_paths", "int_fitted_channels",
    "int_fitted_steps", "int_path_transitions", "int_chain_states", "int_path_chains",
    "int_removal_effects",
)  # fmt: skip


def from_stored_journeys(home: Path) -> dict[str, Any]:
    """Wall and CPU seconds of the night's models on what the build has stored; no shares.

    Journeys that led to nothing are stored as touches only and put together here. The models learn
    from transformed paths and fit rare channels as one, so their shares are not those of the peers.
    """
    folder = home / "target/compiled/headwater/dbt_project/models/intermediate/paths"
    config = {"memory_limit": work.MEMORY_LIMIT, "threads": work.THREADS}
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True, config=config) as engine:
        engine.execute("set enable_progress_bar = false")
        journeys, types = engine.execute(
            "select sum(journeys), count(distinct conversion_type) from intermediate.int_paths"
        ).fetchone()
        wall, cpu = time.monotonic(), time.process_time()
        for model in MODELS:
            engine.execute(f"create temp table {model} as {(folder / f'{model}.sql').read_text()}")
        return {
            "name": f"Markov of {types} conversion types from {journeys:,} stored journeys, the "
            "night's models",
            "wall": time.monotonic() - wall,
            "cpu": time.process_time() - cpu,
            "apart": None,
        }


def measure(home: Path, cache: Path, paths: int) -> list[dict[str, Any]]:
    """Wall and CPU seconds of us and of each installed peer, and how far its shares are from ours.

    `apart` is the largest difference of one channel's share; None where there are no shares.
    """
    file = cache / "paths.parquet"
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as engine:
        engine.execute("set enable_progress_bar = false")
        engine.execute(f"copy ({PATHS}) to '{file}'", {"paths": paths})
    found = [from_stored_journeys(home)]
    wall, cpu = time.monotonic(), time.process_time()
    ours = markov.shares(file)
    spent = {"wall": time.monotonic() - wall, "cpu": time.process_time() - cpu}
    found.append({"name": f"Markov from {paths:,} path strings, ours", **spent, "apart": 0.0})
    python = cache / "venv" / "bin" / "python"
    if python.exists():
        command = [python, FOLDER / "peers_in_venv.py", file]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            if line.startswith("{"):
                peer = json.loads(line)
                theirs = peer.pop("shares")
                peer["apart"] = max(abs(theirs.get(name, 0) - part) for name, part in ours.items())
                found.append(peer)
    return found
