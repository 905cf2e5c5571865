"""The Markov model of order 1 in closed form from a file of path strings, to set beside the peers.

Equal paths are counted once, so that the engine splits distinct strings only; then one small
linear system for each channel taken away. The project's own models work on stored journeys.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

START, CONVERSION, NULL = "(start)", "(conversion)", "(null)"

TRANSITIONS = """
    with counted as (
        select path, sum(conversions) as conversions, sum(nulls) as nulls
        from read_parquet($paths) group by path
    ), split as (
        select string_split(path, ' > ') as steps, conversions, nulls from counted
    ), moves as (
        select unnest(list_prepend('(start)', steps)) as state,
            unnest(list_append(steps, null)) as following, conversions + nulls as times
        from split
        union all
        select steps[-1], '(conversion)', conversions from split
        union all
        select steps[-1], '(null)', nulls from split
    )
    select state, following, sum(times)::double from moves
    where following is not null and state <> following
    group by all having sum(times) > 0
"""


def shares(paths: Path, threads: int = 2) -> dict[str, float]:
    """Each channel's removal effect as a part of the sum of all; channels as in the file."""
    with duckdb.connect(config={"threads": threads}) as engine:
        engine.execute("set enable_progress_bar = false")
        rows = engine.execute(TRANSITIONS, {"paths": str(paths)}).fetchall()
    totals: dict[str, float] = {}
    for state, _, times in rows:
        totals[state] = totals.get(state, 0.0) + times
    chain = {(state, following): times / totals[state] for state, following, times in rows}
    channels = sorted(state for state in totals if state != START)
    whole = _reached(chain, channels)
    effects = {
        channel: 1 - _reached(chain, [other for other in channels if other != channel]) / whole
        for channel in channels
    }
    return {channel: effect / sum(effects.values()) for channel, effect in effects.items()}


def _reached(chain: dict[tuple[str, str], float], channels: list[str]) -> float:
    """How likely a journey converts when it may pass through these channels only."""
    states = [START, *channels]
    system = [
        [float(i == j) - chain.get((states[i], states[j]), 0.0) for j in range(len(states))]
        + [chain.get((states[i], CONVERSION), 0.0)]
        for i in range(len(states))
    ]
    for i in range(len(states)):
        pivot = max(range(i, len(states)), key=lambda row: abs(system[row][i]))
        system[i], system[pivot] = system[pivot], system[i]
        for row in range(len(states)):
            if row != i and system[row][i]:
                factor = system[row][i] / system[i][i]
                system[row] = [x - factor * y for x, y in zip(system[row], system[i], strict=True)]
    return system[0][-1] / system[0][0]
