"""The parsed dbt project: parsed when something it rests on has changed, read back otherwise.

dbt's own partial parse costs seconds to find out that nothing changed, and every command does it
again. A night asks once, and hands the parsed project to every command.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.arguments import dbt_arguments, dbt_environment, target_dir

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PARSED = "partial_parse.msgpack"
FINGERPRINT = "parsed_from"


class ProjectUnparsable(Exception):
    """dbt cannot parse the project; the message has dbt's own words."""


def ensure_manifest(settings: Settings) -> Path:
    """Parse the project if it changed since it was parsed last; returns manifest.json."""
    target = target_dir(settings)
    stamp = target / FINGERPRINT
    wanted = fingerprint(settings)
    # The parsed file is part of it: dbt on the command line may have written another one there.
    found = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if found != f"{wanted} {_state(target / PARSED)}":
        parse(settings)
        draft = stamp.with_suffix(".new")
        draft.write_text(f"{wanted} {_state(target / PARSED)}", encoding="utf-8")
        os.replace(draft, stamp)
    return target / "manifest.json"


def parsed_project(settings: Settings) -> Manifest:
    """The parsed project as dbt holds it. Each command gets its own: running one changes it."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    ensure_manifest(settings)
    content = (target_dir(settings) / PARSED).read_bytes()
    project = Manifest.from_msgpack(content, decoder=extended_mashumuro_decoder)
    # What macros see as `graph`: dbt makes it only where it parses itself.
    project.build_flat_graph()
    return project


def parse(settings: Settings) -> None:
    """Parse the project; raises ProjectUnparsable when it cannot be parsed."""
    from dbt.cli.main import dbtRunner

    dbt_environment(settings)
    outcome = dbtRunner().invoke(dbt_arguments(settings, "parse", "--quiet"))
    if not outcome.success:
        words = " ".join(str(outcome.exception).split())
        raise ProjectUnparsable(
            f"dbt cannot parse the project — {PROJECT_DIR} — {words} — "
            "FIX: correct the file it names, then run again"
        )


def fingerprint(settings: Settings) -> str:
    """What the parsed project rests on: its files, the vars, the home that sources name, dbt."""
    digest = hashlib.sha256()
    facts = [str(PROJECT_DIR), str(settings.home), json.dumps(settings.vars, sort_keys=True)]
    facts += [version("dbt-core"), settings.engine, _adapter_version(settings.engine)]
    for path in _project_files():
        facts.append(f"{path.relative_to(PROJECT_DIR)} {_state(path)}")
    digest.update("\n".join(facts).encode())
    return digest.hexdigest()


def _adapter_version(engine: str) -> str:
    try:
        return version(f"dbt-{engine}")
    except PackageNotFoundError as problem:
        raise ProjectUnparsable(
            f"the engine is {engine} — dbt-{engine} is not installed — the setting `engine` asks "
            f"for it — FIX: pip install --require-hashes -r requirements-{engine}.lock"
        ) from problem


def _project_files() -> list[Path]:
    files = [PROJECT_DIR / "dbt_project.yml", PROJECT_DIR / "profiles.yml"]
    for folder in ("dbt_project", "seeds"):
        files += sorted(path for path in (PROJECT_DIR / folder).rglob("*") if path.is_file())
    return files


def _state(path: Path) -> str:
    if not path.exists():
        return "missing"
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"
