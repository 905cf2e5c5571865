"""What every dbt command of an installation is given: environment, folders, vars."""

from __future__ import annotations

import json
import os
from pathlib import Path

from orchestration.settings import PROJECT_DIR, Settings


def dbt_environment(settings: Settings) -> None:
    """Export what profiles.yml and the sources read; dbt takes them from the environment only."""
    os.environ["HEADWATER_HOME"] = str(settings.home)
    os.environ["HEADWATER_MEMORY_LIMIT"] = settings.memory_limit
    os.environ["HEADWATER_THREADS"] = str(settings.threads)
    os.environ.setdefault("DO_NOT_TRACK", "1")


def dbt_arguments(settings: Settings, *command: str) -> list[str]:
    """The full argument list of one dbt command. It keeps no log: that is `warehouse.log`."""
    arguments = [
        *command,
        "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--target", settings.engine,
        "--target-path", str(target_dir(settings)), "--log-path", str(settings.logs_dir),
        "--log-level", "none", "--log-level-file", "none", "--no-use-colors",
    ]  # fmt: skip
    if settings.vars:
        arguments += ["--vars", json.dumps(settings.vars)]
    return arguments


def target_dir(settings: Settings) -> Path:
    """Where dbt keeps the parsed and compiled project of this installation."""
    return settings.home / "target"
