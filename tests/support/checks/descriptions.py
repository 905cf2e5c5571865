"""What the YAML must say: a sentence for every model, contracts for what others read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.checks.project import MODELS, ROOT, Problem, Sql, models, yaml_files

PUBLIC = ("marts/", "exports/")
PREPARING = "prep_"


def check() -> Iterator[Problem]:
    """Every model, column, source and seed that is not described."""
    files = list(yaml_files())
    described = _by_name(files, "models")
    every = {model.name: model for model in models()}
    for name, model in every.items():
        if name not in described:
            fix = f"add it to _{model.path.parent.name}.yml, one sentence"
            yield Problem(model.path, "is described nowhere", fix)
    for name, (path, entry) in described.items():
        yield from _model(path, entry, every.get(name))
    for path, content in files:
        for source in content.get("sources") or []:
            yield from _source(path, source)
    yield from _seeds(_by_name(files, "seeds"))


def _by_name(files: list, kind: str) -> dict[str, tuple[Path, dict[str, Any]]]:
    return {
        entry["name"]: (path, entry) for path, content in files for entry in content.get(kind) or []
    }


def _model(path: Path, entry: dict[str, Any], model: Sql | None) -> Iterator[Problem]:
    name = entry["name"]
    if model is None:
        yield Problem(path, f"describes {name}, which is gone", "remove it")
        return
    if not str(entry.get("description", "")).strip():
        yield Problem(path, f"{name} has no description", "one sentence: what one row is")
    if model.path.parent != path.parent:
        yield Problem(path, f"describes {name} of another folder", f"move it to {model.folder}")
    is_public = model.folder.startswith(PUBLIC) or f"{model.folder}/".startswith(PUBLIC)
    if not is_public or name.startswith(PREPARING):
        return
    if not entry.get("columns"):
        yield Problem(path, f"{name} has no columns", "a contract: name, data_type, description")
    for column in entry.get("columns") or []:
        for needed in ("description", "data_type"):
            if not str(column.get(needed) or "").strip():
                fix = "others build on it: its type and its meaning belong to the contract"
                yield Problem(path, f"{name}.{column['name']} has no {needed}", fix)
        if column.get("data_type") == "varchar":
            yield Problem(
                path, f"{name}.{column['name']} is a varchar", "string: both engines know it"
            )


def _source(path: Path, source: dict[str, Any]) -> Iterator[Problem]:
    if not path.is_relative_to(MODELS / "staging"):
        yield Problem(path, f"declares source {source['name']}", "sources stand in staging")
    for table in source.get("tables") or []:
        where = f"source {source['name']}.{table['name']}"
        meta = (table.get("config") or {}).get("meta") or {}
        if not (meta.get("dagster") or {}).get("asset_key"):
            fix = "config.meta.dagster.asset_key, or the asset graph has an island"
            yield Problem(path, f"{where} has no asset key", fix)
        if not str(table.get("description", "")).strip():
            yield Problem(path, f"{where} has no description", "one sentence: what one row is")


def _seeds(described: dict[str, tuple[Path, dict[str, Any]]]) -> Iterator[Problem]:
    for path in sorted((ROOT / "seeds").glob("*.csv")):
        _, entry = described.get(path.stem, (path, {}))
        if not str(entry.get("description", "")).strip():
            yield Problem(path, "is described nowhere", "one sentence in seeds/*.yml")
