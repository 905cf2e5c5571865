"""Reads the repository once: models, macros, YAML and tracked files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
DBT = ROOT / "dbt_project"
MODELS = DBT / "models"
COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """A broken rule: where, which, and what to do about it."""

    file: Path
    rule: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}: {self.rule} — FIX: {self.fix}"


@dataclass(frozen=True)
class Sql:
    """One SQL file; `code` is its text without comments."""

    path: Path

    @cached_property
    def text(self) -> str:
        """The file as it is."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def code(self) -> str:
        """The file without comments."""
        return COMMENT.sub("", self.text)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.path.stem

    @property
    def lines(self) -> int:
        """Lines of the file, comments among them."""
        return len(self.text.splitlines())

    @property
    def folder(self) -> str:
        """The folder below models/, as in `intermediate/sessions`."""
        return self.path.parent.relative_to(MODELS).as_posix()

    @property
    def layer(self) -> str:
        """staging, intermediate, marts or exports."""
        return self.folder.split("/")[0]


def models() -> list[Sql]:
    """Every model, in the order of their paths."""
    return [Sql(path) for path in sorted(MODELS.rglob("*.sql"))]


def macro_files() -> list[Sql]:
    """Every file of macros."""
    return [Sql(path) for path in sorted((DBT / "macros").rglob("*.sql"))]


def yaml_files() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every YAML file of models and seeds, parsed."""
    for folder in (MODELS, ROOT / "seeds"):
        for path in sorted(folder.rglob("*.yml")):
            yield path, yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def project_vars() -> dict[str, Any]:
    """The vars of dbt_project.yml, with the two lists among them."""
    return yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def tracked_files() -> list[Path]:
    """Files under version control that still exist; all files where there is no git."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        left_out = {".git", ".venv", "var", "target", "logs"}
        found = [path for path in ROOT.rglob("*") if not left_out & set(path.parts)]
    return sorted(path for path in set(found) if path.is_file())
