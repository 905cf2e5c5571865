"""The rules that the warehouse was built with: vars in force, seeds, code of the models.

An incremental model whose rules have changed must be built from all rows, or its table holds rows
of two rules. So it is kept, of every model, with which rules it was built last, those above it
included::

    now = fingerprint(settings, manifest)
    changes = begin(settings, now)              # before dbt; changes.rebuild names such models
    …                                           # dbt build
    record(settings, manifest, now, names)      # after it, good or not: what dbt has built

`begin` forgets the models that it names: a build that is killed leaves them unknown, and the next
one builds them anew whatever the rules are by then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.parsing import ensure_manifest
from orchestration.warehouse.project_hashes import ProjectHashes, above_node, short_hash

FILE = "built_with.json"

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Fingerprint:
    """Values of vars; hashes of seeds and of models' code; `whole` with all above them."""

    vars: dict[str, Any] = field(default_factory=dict)
    seeds: dict[str, str] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that stand for all of it."""
        return short_hash(self.vars, self.seeds, self.models, self.whole)


@dataclass(frozen=True)
class Changes:
    """What differs between two fingerprints; false where nothing does.

    `vars`: name → (before, now), None where it was or is not there. `seeds`, `models`: names of
    those whose own content differs. `rebuild`: models to be built from all rows, because they or
    something above them differ. `is_first`: there was nothing to compare with.
    """

    vars: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    seeds: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    rebuild: frozenset[str] = frozenset()
    is_first: bool = False

    def __bool__(self) -> bool:
        return bool(self.vars or self.seeds or self.models)

    def __str__(self) -> str:
        """`lookback_days 90 → 30; channel_rules.csv; 3 models`; empty where nothing changed."""
        told = [f"{name} {_told(was)} → {_told(now)}" for name, (was, now) in self.vars.items()]
        told += _names_or_number([f"{name}.csv" for name in self.seeds], 5, "seeds")
        told += _names_or_number(self.models, 1, "models")
        return "; ".join(told)


def read_manifest(settings: Settings) -> dict[str, Any]:
    """dbt's manifest of the project as it is now, which is parsed if it must be."""
    return dict(json.loads(ensure_manifest(settings).read_text(encoding="utf-8")))


def fingerprint(settings: Settings, manifest: Manifest) -> Fingerprint:
    """The project as it is now."""
    hashes = ProjectHashes(settings, manifest)
    return Fingerprint(hashes.values, hashes.seeds, hashes.models, hashes.whole)


def built_with(settings: Settings) -> Fingerprint | None:
    """What the warehouse was built with; None where nothing is on record.

    `whole` lacks the models that were not built since their rules changed.
    """
    path = settings.home / FILE
    if not path.exists():
        return None
    try:
        return Fingerprint(**json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError):
        return None


def difference(before: Fingerprint | None, now: Fingerprint) -> Changes:
    """What differs from `before`; of None, every model is one to rebuild."""
    if before is None:
        return Changes(rebuild=frozenset(now.models), is_first=True)
    return Changes(
        vars={
            name: (before.vars.get(name), now.vars.get(name))
            for name in _unlike(before.vars, now.vars)
        },
        seeds=_unlike(before.seeds, now.seeds),
        models=_unlike(before.models, now.models),
        rebuild=frozenset(now.models).intersection(_unlike(before.whole, now.whole)),
    )


def begin(settings: Settings, now: Fingerprint) -> Changes:
    """What differs from the rules that the warehouse was built with.

    From here to `record`, the models to rebuild count as not built.
    """
    before = built_with(settings)
    changes = difference(before, now)
    if before is not None and changes.rebuild:
        whole = {name: of for name, of in before.whole.items() if name not in changes.rebuild}
        _write(settings, Fingerprint(before.vars, before.seeds, before.models, whole))
    return changes


def record(settings: Settings, manifest: Manifest, now: Fingerprint, built: Iterable[str]) -> None:
    """Note which models were built with the rules as they are now; `built` are names.

    A model counts only if all above it does. Changed vars, seeds and code are told as changes
    until every model has been built with them.
    """
    before = built_with(settings)
    kept = before.whole if before else {}
    done = {*built, *(name for name, of in kept.items() if now.whole.get(name) == of)}
    found: dict[str, bool] = {}
    for key in manifest["nodes"]:
        _is_current(key, manifest, done, found)
    current = {manifest["nodes"][key]["name"] for key, is_current in found.items() if is_current}
    whole = {name: of for name, of in now.whole.items() if name in current}
    is_all = before is None or len(whole) == len(now.whole)
    told = now if is_all else before
    _write(settings, Fingerprint(told.vars, told.seeds, told.models, whole))


def _is_current(key: str, manifest: Manifest, done: set[str], found: dict[str, bool]) -> bool:
    node = manifest["nodes"].get(key)
    if node is None:  # a source is read as it is
        return True
    if key not in found:
        above = [_is_current(one, manifest, done, found) for one in above_node(node)]
        found[key] = node["name"] in done and all(above)
    return found[key]


def _unlike(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    names = sorted({*before, *now})
    return tuple(name for name in names if before.get(name) != now.get(name))


def _names_or_number(names: Sequence[str], most: int, what: str) -> list[str]:
    return list(names) if len(names) <= most else [f"{len(names)} {what}"]


def _told(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return "not set" if value is None else str(value)


def _write(settings: Settings, noted: Fingerprint) -> None:
    path = settings.home / FILE
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(noted), sort_keys=True, default=str), encoding="utf-8")
    os.replace(draft, path)
