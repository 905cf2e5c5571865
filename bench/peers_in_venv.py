"""Runs in the peers' environment: times each installed program on a Parquet file of paths.

Writes one JSON object a line: name, wall and CPU seconds, each channel's share of the removal
effects. Reading the file is not timed.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Shares = dict[str, float]


def main() -> None:
    """Time what is installed; say nothing of the rest."""
    peers = {
        "ChannelAttribution, markov_model": _channel_attribution,
        "marketing-attribution-models, run_markov": _marketing_attribution_models,
    }
    for name, prepare in peers.items():
        try:
            work = prepare(sys.argv[1])
        except ModuleNotFoundError as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)
            continue
        wall, cpu = time.monotonic(), time.process_time()
        shares = work()
        spent = {"wall": time.monotonic() - wall, "cpu": time.process_time() - cpu}
        whole = sum(shares.values())
        parts = {channel: effect / whole for channel, effect in shares.items()}
        print(json.dumps({"name": name, **spent, "shares": parts}))


def _channel_attribution(file: str) -> Callable[[], Shares]:
    peer = importlib.import_module("ChannelAttribution")
    frame = importlib.import_module("pandas").read_parquet(file)

    def work() -> Shares:
        found = peer.markov_model(
            frame, "path", "conversions", var_null="nulls", order=1, out_more=True
        )
        effects: Any = found["removal_effects"]
        return dict(zip(effects.iloc[:, 0], effects.iloc[:, 1].astype(float), strict=True))

    return work


def _marketing_attribution_models(file: str) -> Callable[[], Shares]:
    peer = importlib.import_module("mam")
    frame = importlib.import_module("polars").read_parquet(file)

    def work() -> Shares:
        model = peer.MAM(
            frame.with_columns(times=1),
            format_type="grouped_journey",
            channels_colname="path",
            journey_with_conv_colname="conversions",
            occurrences_colname="times",
        )
        effects = model.run_markov().metadata["removal_effect"]["removal_effect"]
        return {channel: float(effect) for channel, effect in effects.items()}

    return work


if __name__ == "__main__":
    main()
