"""Homes for the two sample companies: their own folder, and nothing of the user's own accounts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from orchestration.settings import Settings

# What stays when a sample is made anew: the lock that is held, and the parsed project, which
# rests on the code and not on any data.
_KEPT = {"night.lock", "target"}


@contextmanager
def fresh_home(name: str) -> Iterator[Path]:
    """The sample's folder below home, emptied and locked; raises NightRunning when it is in use."""
    from orchestration.resources.night_lock import night_lock

    own = Settings.load()
    home = own.home / name
    with night_lock(home, own.lock_wait_minutes):
        for entry in home.iterdir():
            if entry.name in _KEPT:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        yield home


@contextmanager
def sample_settings(home: Path, config: Path | None = None, **given: object) -> Iterator[Settings]:
    """Settings of a sample: `config` instead of the user's file, no accounts, no own ledger.

    A sample must never read the user's CRM, send invented conversions to it, or write them into
    the ledger of what was really sent. The environment names the sample's file as long as the
    block runs, because Dagster's definitions load the settings by themselves.
    """
    before = os.environ.get("HEADWATER_CONFIG")
    os.environ["HEADWATER_CONFIG"] = str(config or os.devnull)
    try:
        yield Settings.load(
            home=home,
            ledger_url=None,
            failure_webhook=None,
            secret=None,
            **{**_no_accounts(), **given},
        )
    finally:
        os.environ.pop("HEADWATER_CONFIG")
        if before is not None:
            os.environ["HEADWATER_CONFIG"] = before


def _no_accounts() -> dict[str, BaseModel]:
    """Every system and destination as it is before anybody gives it credentials."""
    kinds = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {
        name: kind()
        for name, kind in kinds.items()
        if name != "sources" and isinstance(kind, type) and issubclass(kind, BaseModel)
    }
