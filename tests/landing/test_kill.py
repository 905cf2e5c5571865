"""kill -9 at any moment, then again: the accepted rows are those of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.landing.conftest import Installation, event
from tests.support.landing_files import write_rows

PROJECT = Path(__file__).parents[2]
RUN = """
import sys
from orchestration.landing import loads
from orchestration.landing.accept import accept
from orchestration.settings import Settings
home, point = sys.argv[1:]
def die(*_, **__):
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
if point == "before rename":
    loads.os.rename = die
elif point == "between renames":
    import os
    real, calls = os.rename, []
    def second(*paths):
        calls.append(paths)
        die() if len(calls) == 2 else real(*paths)
    loads.os.rename = second
elif point == "before commit":
    loads.Manifest.transaction = die
elif point == "after commit":
    loads.Loads._remove = die
    remove = loads.shutil.rmtree
    def remove_or_die(folder, **options):
        die() if loads.Path(folder).name.startswith("l0") else remove(folder, **options)
    loads.shutil.rmtree = remove_or_die
accept(Settings.load(home=home, secret="a secret of the tests, long enough",
    now="2026-07-01T03:00:00Z", memory_limit="1GB"))
"""
COLUMNS = "* exclude (load_id)"


def deliver(door: Installation) -> None:
    for part in range(3):
        rows = [
            event(
                part * 1000 + n,
                email=f"p{n % 50}@example.org",
                event_at=None if n == 7 else "2026-03-02",
            )
            for n in range(300)
        ]
        door.drop("web_events", *rows, fmt="jsonl.gz")
    door.drop(
        "leads", dict(crm="x", lead_id="1", created_at="2026-01-01", email="info@example.org")
    )


def state(door: Installation) -> dict[str, list[tuple]]:
    places = ("landing/web_events", "landing/leads", "private/identifiers", "door/rejects")
    return {place: door.rows(place, COLUMNS) for place in (*places, "door/blocked_keys")} | {
        "files": door.rows("door/files", "* exclude (load_id)")
    }


def run(door: Installation, point: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(door.home), point],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.PIPE,
    )


def leftovers(door: Installation) -> set[str]:
    """Loads on disk, and drafts."""
    accepted = door.home / "accepted"
    drafts = accepted / ".drafts"
    return {path.name for path in accepted.glob("*/*/load_id=l*")} | {
        path.name for path in (drafts.iterdir() if drafts.exists() else ())
    }


@pytest.mark.parametrize(
    "point", ["before rename", "between renames", "before commit", "after commit"]
)
def test_killed_at_a_named_point(door: Installation, tmp_path: Path, point: str) -> None:
    deliver(door)
    assert run(door, point).wait() == -signal.SIGKILL
    door.accept()
    undisturbed = Installation(tmp_path / "undisturbed")
    deliver(undisturbed)
    undisturbed.accept()
    assert state(door) == state(undisturbed)
    door.accept()
    assert len(leftovers(door)) == len(leftovers(undisturbed))


def test_killed_while_a_changed_file_is_replaced(door: Installation, tmp_path: Path) -> None:
    undisturbed = Installation(tmp_path / "undisturbed")
    for one in (door, undisturbed):
        deliver(one)
        one.accept()
        changed = one.home / "landing/web_events/part-0002.jsonl.gz"
        write_rows(changed, [event(n, event_at=None if n == 3 else "2026-04-01") for n in range(9)])
    undisturbed.accept()
    for point in ("before rename", "between renames", "before commit", "after commit"):
        assert run(door, point).wait() == -signal.SIGKILL
    door.accept()
    assert state(door) == state(undisturbed)
    door.accept()
    assert len(leftovers(door)) == len(leftovers(undisturbed))


@pytest.mark.slow
def test_killed_at_any_moment(door: Installation, tmp_path: Path) -> None:
    undisturbed = Installation(tmp_path / "undisturbed")
    deliver(undisturbed)
    undisturbed.accept()
    deliver(door)
    started = time.monotonic()
    assert run(Installation(tmp_path / "timing"), "none").wait() == 0
    duration = time.monotonic() - started
    dice = random.Random(7)
    for _ in range(6):
        process = run(door, "none")
        time.sleep(dice.uniform(0.3, 1.2) * duration)
        process.kill()
        process.wait()
    door.accept()
    assert state(door) == state(undisturbed)
