"""Other programs on our paths: Markov from path strings, each program in an environment of its own.

`HEADWATER_BENCH/venv` holds them (`pip install ChannelAttribution matplotlib`, `pip install
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


def measure(warehouse: Path, cache: Path, paths: int) -> list[dict[str, Any]]:
    """Wall and CPU seconds of us and of each installed peer, and how far its shares are from ours.

    `apart` is the largest difference of one channel's share; None where a peer gives no shares.
    """
    file = cache / "paths.parquet"
    with duckdb.connect(str(warehouse), read_only=True) as engine:
        engine.execute("set enable_progress_bar = false")
        engine.execute(f"copy ({PATHS}) to '{file}'", {"paths": paths})
    wall, cpu = time.monotonic(), time.process_time()
    ours = markov.shares(file)
    found = [
        {
            "name": f"Markov from {paths:,} path strings, ours",
            "wall": time.monotonic() - wall,
            "cpu": time.process_time() - cpu,
            "apart": 0.0,
        }
    ]
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
