"""`headwater real`: the main job on the real sample files that ship with the project."""

from __future__ import annotations

import shutil

from orchestration.cli.night import night
from orchestration.settings import PROJECT_DIR, Settings, Sources

EXAMPLE = PROJECT_DIR / "examples" / "real"


def run_real(quiet: bool) -> int:
    """Copy the samples into a fresh home and run the night on them as they are."""
    home = Settings.load().home / "real"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(EXAMPLE / "landing", home / "landing")
    settings = Settings.load(
        home=home,
        sources=Sources(
            google_ads="fivetran", hubspot="fivetran", callrail="off", intercom="off", snowplow="on"
        ),
    )
    return night(settings, "real", quiet)
