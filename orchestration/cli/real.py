"""`headwater real`: the main job on the real sample files that ship with the project."""

from __future__ import annotations

import shutil

from orchestration.cli.night import night
from orchestration.cli.samples import fresh_home, sample_settings
from orchestration.settings import PROJECT_DIR

EXAMPLE = PROJECT_DIR / "examples" / "real"


def run_real(quiet: bool) -> int:
    """Copy the samples into a fresh home and run the night on them as they are."""
    with fresh_home("real") as home:
        shutil.copytree(EXAMPLE / "landing", home / "landing")
        with sample_settings(home, EXAMPLE / "headwater.toml") as settings:
            return night(settings, "real", quiet, holds_lock=True)
