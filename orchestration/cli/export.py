"""`headwater export`: the mode is a choice; without one, the destination's own setting counts."""

from __future__ import annotations

from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD, PARTIAL, HeadwaterError
from orchestration.settings import Settings


def run_exports(
    destination: str | None, render: bool, validate: bool, canary: int | None, live: bool
) -> int:
    """Run one destination or all; returns 3 when any of them did not end well."""
    from orchestration.exports import DESTINATIONS, run_export

    settings = Settings.load()
    mode = _mode(render, validate, canary, live)
    if destination is not None and destination not in DESTINATIONS:
        raise HeadwaterError(
            "E210", f"no destination {destination}", "headwater export",
            f"known are {', '.join(DESTINATIONS)}", "use one of these names", CONFIGURATION,
        )  # fmt: skip
    ended = []
    for name in [destination] if destination else list(DESTINATIONS):
        report = run_export(settings, name, mode, canary)
        console.out.print(str(report), markup=False)
        ended.append(report.state)
    return GOOD if all(state in {"good", "off"} for state in ended) else PARTIAL


def _mode(render: bool, validate: bool, canary: int | None, live: bool) -> str | None:
    chosen = [
        name
        for name, picked in (
            ("render", render),
            ("validate", validate),
            ("canary", canary is not None),
            ("live", live),
        )
        if picked
    ]
    if len(chosen) > 1:
        raise HeadwaterError(
            "E211", "two modes at once", "headwater export", f"{' and '.join(chosen)} were given",
            "give one of --render, --validate, --canary N, --live", CONFIGURATION,
        )  # fmt: skip
    return chosen[0] if chosen else None
