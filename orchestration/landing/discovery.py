"""Which files stand before the door, and which of them are new.

A file is known by its path, size and SHA-256. Landing is append-only: a file that vanishes keeps
its rows, a file whose content changes is read again and its former rows are taken back.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.contracts import System, Table
from orchestration.landing.manifest import FileEntry
from orchestration.landing.readers import format_of, is_gzip
from orchestration.resources.landed import completed_loads

RESERVED = ("raw", "connector")  # folders of landing/ that hold systems, not tables
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Candidate:
    """A file whose present content the door has not read."""

    path: Path
    file: str
    size: int
    mtime_ns: int
    sha256: str
    problem: str | None = None


def table_files(landing: Path, system: System, table: Table) -> list[Path]:
    """Files of a table that may be read, in order of path."""
    if system.kind == "landing":
        found = (landing / table.name).rglob("*")
    elif system.kind == "raw":
        found = _completed(landing / "raw", system, table)
    else:
        found = _connector_files(landing / "connector" / system.name, system, table)
    return sorted(path for path in found if format_of(path) and path.is_file())


def strangers(landing: Path, system: System) -> list[str]:
    """Sentences about folders and files of `landing/` that nobody will read."""
    if not landing.is_dir():
        return []
    known = {*system.tables, *RESERVED}
    notices = [
        f"landing/{path.name}: no such table, nothing in it is read. "
        f"Fix: one of {', '.join(sorted(system.tables))}"
        for path in sorted(landing.iterdir())
        if path.name not in known and not path.name.startswith((".", "_"))
    ]
    for table in sorted(system.tables):
        odd = [
            path.name
            for path in (landing / table).rglob("*")
            if path.is_file() and not format_of(path) and not path.name.startswith((".", "_"))
        ]
        if odd:
            notices.append(
                f"landing/{table}: {len(odd)} files of no known type are not read, such as "
                f"{min(odd)}. Fix: parquet, csv, csv.gz, jsonl, jsonl.gz, ndjson or ndjson.gz"
            )
    return notices


def new_files(
    home: Path, paths: list[Path], known: dict[str, FileEntry], threads: int
) -> tuple[list[Candidate], list[Candidate]]:
    """(files to read, files written again with the content they had)."""
    fresh = []
    for path in paths:
        stat = path.stat()
        file = path.relative_to(home).as_posix()
        entry = known.get(file)
        if entry is None or not entry.is_same(stat.st_size, stat.st_mtime_ns):
            fresh.append((path, file, stat.st_size, stat.st_mtime_ns))
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        prints = list(pool.map(lambda one: fingerprint(one[0]), fresh))
    candidates = [
        Candidate(*one, sha256=sha256, problem=problem)
        for one, (sha256, problem) in zip(fresh, prints, strict=True)
    ]
    same = [c for c in candidates if c.file in known and known[c.file].sha256 == c.sha256]
    rewritten = {one.file for one in same}
    return [c for c in candidates if c.file not in rewritten], same


def fingerprint(path: Path) -> tuple[str, str | None]:
    """(SHA-256, problem) of a file. Engines read a truncated gzip file without complaint: so its
    end is checked here, in the pass over the bytes that the hash needs anyway.
    """
    digest = hashlib.sha256()
    inflate = _Inflate() if is_gzip(path) else None
    problem = None
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            if inflate and not problem:
                problem = inflate.feed(chunk)
    if inflate and not problem:
        problem = inflate.end()
    return digest.hexdigest(), problem


class _Inflate:
    """Follows a gzip stream of one or more members to its end, keeping nothing."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._bytes_in_member = 0

    def feed(self, chunk: bytes) -> str | None:
        try:
            while chunk:
                self._bytes_in_member += len(chunk)
                self._member.decompress(chunk)
                chunk = self._member.unused_data
                if self._member.eof:
                    self._member = zlib.decompressobj(wbits=31)
                    self._bytes_in_member = 0
        except zlib.error as error:
            return f"damaged gzip ({error}). Fix: deliver the file again"
        return None

    def end(self) -> str | None:
        if self._bytes_in_member:
            return "gzip that ends in the middle (a broken upload?). Fix: deliver the file again"
        return None


def _completed(raw: Path, system: System, table: Table) -> Iterator[Path]:
    """Loads count once `_dlt_loads` names them: a killed extract leaves half of one behind."""
    folder = raw / system.name / table.name
    if not folder.is_dir():
        return
    for load in sorted(completed_loads(raw, system.name)):
        yield from (folder / f"load_id={load}").glob("*")


def _connector_files(folder: Path, system: System, table: Table) -> Iterator[Path]:
    """`<table>.csv`, `<table>_data.csv`, `<table>-2026-03.csv` or any file in `<table>/`."""
    yield from (folder / table.name).rglob("*")
    for path in folder.glob("*"):
        stem = path.name.split(".")[0].removesuffix("_data")
        alone = len(system.tables) == 1
        if path.is_file() and (alone or stem == table.name or stem.startswith(f"{table.name}-")):
            yield path
