"""One night at a time: a lock file that the operating system frees when its process dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NightRunning(Exception):
    """Another run holds the installation."""


@contextmanager
def night_lock(home: Path, wait_minutes: float = 0.0, poll_seconds: float = 1.0) -> Iterator[None]:
    """Hold the installation for one run, waiting up to `wait_minutes` for another to end.

    Raises NightRunning, naming the process that holds it. A killed process holds nothing: the
    lock is the kernel's, the file's text only tells who has it.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "night.lock"
    with path.open("a+", encoding="utf-8") as handle:
        deadline = time.monotonic() + wait_minutes * 60
        while not _take(handle.fileno()):
            if time.monotonic() >= deadline:
                raise NightRunning(_who(path, home))
            time.sleep(poll_seconds)
        handle.truncate(0)
        handle.write(
            json.dumps({"pid": os.getpid(), "since": time.strftime("%FT%TZ", time.gmtime())})
        )
        handle.flush()
        yield


def holder(home: Path) -> int | None:
    """The process that holds the installation, or None while it is free."""
    path = home / "night.lock"
    if not path.exists():
        return None
    with path.open("r", encoding="utf-8") as handle:
        if _take(handle.fileno()):
            return None
        try:
            return int(json.loads(handle.read())["pid"])
        except (ValueError, KeyError):
            return 0  # it has just been taken, and the text is not written yet


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _who(path: Path, home: Path) -> str:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    return (
        f"another run is under way — {home} — process {told.get('pid', '?')} holds it since "
        f"{told.get('since', '?')} — FIX: wait for it, or raise HEADWATER_LOCK_WAIT_MINUTES"
    )
