"""The parsed dbt project: parsed when something it rests on has changed, read back otherwise.

dbt's own partial parse costs seconds to find out that nothing changed, and every command does it
again. A night asks once, and hands the parsed project to every command. What was parsed is kept
beside the project as well: it names no home, so the next home on this machine need not parse.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.arguments import dbt_arguments, dbt_environment, target_dir
from orchestration.warehouse.parsed_files import MANIFEST, PARSED, is_of, keep, stamp, state, taken

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


class ProjectUnparsable(Exception):
    """dbt cannot parse the project; the message has dbt's own words."""


def ensure_manifest(settings: Settings) -> Path:
    """Parse the project if it changed since it was parsed last; returns manifest.json."""
    dbt_environment(settings)
    target, wanted = target_dir(settings), fingerprint(settings)
    if not is_of(target, wanted):
        kept = parsed_dir() / wanted
        if not (is_of(kept, wanted) and taken(kept, target)):
            stamp(target, wanted, parse(settings))
            keep(target, kept)
    return target / MANIFEST


def parsed_dir() -> Path:
    """Where parsed projects are kept for all homes: in dbt's own place beside the project."""
    return PROJECT_DIR / "target" / "parsed"


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


def parse(settings: Settings) -> list[str]:
    """Parse the project; returns the names of the environment variables that were read on the way.

    Raises ProjectUnparsable when it cannot be parsed.
    """
    from dbt.cli.main import dbtRunner

    dbt_environment(settings)
    outcome = dbtRunner().invoke(dbt_arguments(settings, "parse", "--quiet"))
    if not outcome.success:
        words = " ".join(str(outcome.exception).split())
        raise ProjectUnparsable(
            f"dbt cannot parse the project — {PROJECT_DIR} — {words} — "
            "FIX: correct the file it names, then run again"
        )
    return sorted(outcome.result.env_vars)


def fingerprint(settings: Settings) -> str:
    """What the parsed project rests on, besides the environment: its files, the vars, dbt."""
    digest = hashlib.sha256()
    facts = [str(PROJECT_DIR), json.dumps(settings.vars, sort_keys=True)]
    facts += [version("dbt-core"), settings.engine, _adapter_version(settings.engine)]
    for path in _project_files():
        facts.append(f"{path.relative_to(PROJECT_DIR)} {state(path)}")
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
