"""What dbt has parsed, as files of a folder, with a stamp of what they rest on."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

PARSED = "partial_parse.msgpack"
MANIFEST = "manifest.json"
# Written after the other two: it vouches for them.
STAMP = "parsed_from.json"
# A machine has few at once (its settings, a sample's, one being edited), a test suite more.
KEPT = 8


def is_of(folder: Path, project: str) -> bool:
    """Whether a folder holds what was parsed of a project, in an environment like this one."""
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    environment = found.pop("environment", {})
    return found == _stamped(folder, project) and all(
        os.environ.get(name) == value for name, value in environment.items()
    )


def stamp(folder: Path, project: str, read: list[str]) -> None:
    """Note of what a folder's files were parsed, and the environment variables read on the way."""
    environment = {name: os.environ.get(name) for name in read}
    draft = folder / f".{STAMP}.draft"
    found = {**_stamped(folder, project), "environment": environment}
    draft.write_text(json.dumps(found), encoding="utf-8")
    os.replace(draft, folder / STAMP)


def copied(source: Path, target: Path) -> bool:
    """Copy the files, the stamp last; false where they are gone or cannot be written."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in (PARSED, MANIFEST, STAMP):
            draft = target / f".{name}.{os.getpid()}.draft"
            shutil.copy2(source / name, draft)  # with its time, which the stamp names
            os.replace(draft, target / name)
    except OSError:
        return False
    return True


def taken(kept: Path, target: Path) -> bool:
    """Copy what is kept for a home, and note that it was wanted; false where that cannot be."""
    if not copied(kept, target):
        return False
    with suppress(OSError):  # a read-only project
        (kept / STAMP).touch()
    return True


def keep(source: Path, kept: Path) -> None:
    """Keep the files for other homes and forget what was longest not wanted, if that can be."""
    if copied(source, kept):
        stamps = sorted(kept.parent.glob(f"*/{STAMP}"), key=lambda path: path.stat().st_mtime)
        for old in stamps[:-KEPT]:
            with suppress(OSError):
                shutil.rmtree(old.parent)


def state(path: Path) -> str:
    """Size and time of a file: what changes with every edit."""
    if not path.exists():
        return "missing"
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def _stamped(folder: Path, project: str) -> dict[str, str]:
    # The parsed file is named too: dbt on the command line may have written another one there.
    return {"project": project, "parsed": state(folder / PARSED)}
