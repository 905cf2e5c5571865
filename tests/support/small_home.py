"""The small company's installation, run by real processes; its first night is shared by the suite.

The night is run once; every home after it is a copy in another folder. What dbt has parsed for the
live home, its `target`, stays when the rest is put back.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import PROJECT_DIR
from tests.support.small_company import NOW, deliver

BASE = "base"
OUT = "first-night.out"
STAYS = {"target"}
# Tables whose rows name the run that made them; two runs of the same night differ in them.
OF_RUNS = ("dim_runs", "fct_credit_changes")


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    out: str
    err: str


class SmallHome:
    """One live home below `root`, and copies of it by name."""

    def __init__(self, root: Path, project: Path = PROJECT_DIR) -> None:
        self.root = root
        self.home = root / "home"
        self.project = project
        self.settings: dict[str, str] = {"HEADWATER_NOW": NOW, "HEADWATER_LOCK_WAIT_MINUTES": "0"}

    def headwater(self, *arguments: str, **settings: str) -> Ended:
        """Run the command line to its end; `settings` are environment variables."""
        return ended(self.start("-m", "orchestration.cli.main", *arguments, **settings))

    def start(self, *python: str, **settings: str) -> subprocess.Popen[str]:
        """Start Python in this home, with the settings of the home and nobody else's."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("HEADWATER_")}
        environment = {
            **own, "HEADWATER_HOME": str(self.home), "PYTHONPATH": str(self.project),
            **self.settings, **settings,
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, *python],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.project,
            env=environment,
        )

    def save(self, name: str) -> None:
        """Keep the home as it is now."""
        shutil.rmtree(self.root / name, ignore_errors=True)
        _copy(self.home, self.root / name)

    def restore(self, name: str | None) -> None:
        """Put the home back as it was kept, or empty it."""
        self.home.mkdir(exist_ok=True)
        for entry in self.home.iterdir():
            if entry.name not in STAYS:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if name:
            _copy(self.root / name, self.home)

    @property
    def marts(self) -> Path:
        """The published marts as they are now, by their real path."""
        return (self.home / "published" / "current" / "headwater.duckdb").resolve()

    @property
    def version(self) -> str:
        """Name of the published version."""
        return self.marts.parent.name

    def ask(self, sql: str, *parameters: Any) -> list[tuple]:
        """Rows of a query on the published marts."""
        return ask(self.marts, sql, *parameters)


def ask(marts: Path, sql: str, *parameters: Any) -> list[tuple]:
    """Rows of a query on a file of marts; a dictionary holds named parameters."""
    named = parameters[0] if parameters and isinstance(parameters[0], dict) else list(parameters)
    with duckdb.connect(str(marts), read_only=True) as connection:
        return connection.execute(sql, named).fetchall()


def ended(process: subprocess.Popen[str], timeout: float = 600) -> Ended:
    """Wait for a process."""
    out, err = process.communicate(timeout=timeout)
    return Ended(process.returncode, out, err)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    """The home that most tests of nights share."""
    return after_first_night(tmp_path_factory, "small")


def after_first_night(tmp_path_factory: pytest.TempPathFactory, name: str) -> SmallHome:
    """A home after its first night, which some process of the suite has run in another folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    first, small = SmallHome(shared / "first"), SmallHome(shared / name)
    first.root.mkdir(exist_ok=True)
    small.root.mkdir(exist_ok=True)
    with _alone(first.root / "lock"):
        if not (first.root / BASE).exists():
            deliver(first.home)
            night = first.headwater("nightly")
            (first.root / OUT).write_text(night.out, encoding="utf-8")
            assert night.code == 0, night.out + night.err
            first.save(BASE)
        if not (small.root / BASE).exists():
            _copy(first.root / BASE, small.root / BASE)
            shutil.copyfile(first.root / OUT, small.root / OUT)
    return small


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(
        source, target, symlinks=True, dirs_exist_ok=True,
        ignore=lambda folder, names: STAYS & set(names) if Path(folder) == source else set(),
    )  # fmt: skip


def differences(one: Path, two: Path, besides: Sequence[str] = ()) -> dict[str, list[tuple]]:
    """Rows of published marts that only one of two files has, by table; `_meta` names the run."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{two}' as two (read_only)")
        tables = connection.execute(
            "select distinct table_name from duckdb_tables() where table_name <> '_meta'"
        ).fetchall()
        for (table,) in tables:
            if table in besides:
                continue
            left, right = (f"(from {side}.marts.{table})" for side in ("one", "two"))
            only = f"({left} except all {right}) union all ({right} except all {left})"
            if rows := connection.execute(f"{only} limit 5").fetchall():
                found[table] = rows
    return found
