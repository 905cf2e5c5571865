"""Versioned folders and the one pointer: a version is built aside, then switched to at once."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.publishing.run import PublishRefused

POINTER = "current"
BUILDING_PREFIX = ".building-"
VERSION_PATTERN = re.compile(r"^(\d{6})_")

# The current version, and two before it for a reader that is slow to reopen. An open file
# survives the removal of its folder, so pruning never breaks a connection that is held longer.
VERSIONS_KEPT = 3


@contextmanager
def sole_publisher(published: Path) -> Iterator[None]:
    """Hold the publish lock. It belongs to the process, so a killed publish never leaves it."""
    published.mkdir(parents=True, exist_ok=True)
    with open(published / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishRefused(
                f"another publish is running — {published} — two at once would race for the "
                "pointer — FIX: wait for it, see headwater status"
            ) from error
        yield


def start_version(published: Path, run_id: str) -> tuple[Path, str]:
    """Clear what killed publishes left behind; return a private building folder and its name."""
    for abandoned in published.glob(f"{BUILDING_PREFIX}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    newest = max((number for number, _ in _versions(published)), default=0)
    version = f"{newest + 1:06d}_{re.sub(r'[^A-Za-z0-9.-]', '-', run_id)[:60]}"
    building = published / f"{BUILDING_PREFIX}{version}"
    # Nobody else may look in while the private exports file is still being written.
    building.mkdir(mode=0o700)
    return building, version


def switch_to(published: Path, building: Path, version: str) -> Path:
    """Make the finished folder durable and point `current` at it in one atomic step."""
    sync_tree(building)
    building.chmod(stat.S_IMODE(published.stat().st_mode))
    final = published / version
    os.rename(building, final)
    sync_folder(published)
    fresh_pointer = published / f".{POINTER}-next"
    fresh_pointer.unlink(missing_ok=True)
    fresh_pointer.symlink_to(version)
    os.replace(fresh_pointer, published / POINTER)
    sync_folder(published)
    return final


def prune(published: Path, keep: int = VERSIONS_KEPT) -> list[str]:
    """Remove all but the newest versions, never the current one; return the names removed."""
    current = current_version(published)
    removed = []
    for _, folder in sorted(_versions(published))[:-keep]:
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder.name)
    return removed


def current_version(published: Path) -> str | None:
    """Name of the version that `current` points at, or None before the first publish."""
    pointer = published / POINTER
    return os.readlink(pointer) if pointer.is_symlink() else None


def current_file(published: Path, name: str) -> Path | None:
    """Real path of one file of the current version.

    The pointer is resolved once, so that a caller who opens two files sees one version; DuckDB
    also caches open databases by path, and `current/…` would be yesterday's in a long process.
    """
    version = current_version(published)
    path = published / version / name if version else None
    return path if path and path.exists() else None


def sync_tree(folder: Path) -> None:
    """Flush every file, then every folder, so that the rename cannot outrun the content."""
    for parent, _, files in os.walk(folder):
        for file in files:
            _sync(Path(parent) / file)
        _sync(Path(parent))


def sync_folder(folder: Path) -> None:
    """Flush the entries of one folder."""
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _versions(published: Path) -> list[tuple[int, Path]]:
    """Finished versions with their sequence numbers."""
    found = []
    for folder in published.iterdir():
        number = VERSION_PATTERN.match(folder.name)
        if number and folder.is_dir():
            found.append((int(number.group(1)), folder))
    return found
