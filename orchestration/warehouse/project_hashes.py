"""Hashes of the dbt project from its manifest: of each seed, each model, and all above a model."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from orchestration.settings import PROJECT_DIR, Settings

_VAR = re.compile(r"\bvar\(\s*['\"](\w+)['\"]")
# What people are told or may do, and not what stands in a table.
_SILENT = {"access", "docs", "enabled", "freshness", "full_refresh", "grants", "group", "meta"}
_SILENT |= {"packages", "persist_docs", "static_analysis", "tags"}
_KINDS = {"source", "seed", "model"}


class ProjectHashes:
    """Hashes of one parsed project under the settings of one installation.

    `seeds` and `models` hold each node's own content by name, without the values of vars;
    `whole` also the vars a node reads and all that stands above it.
    """

    def __init__(self, settings: Settings, manifest: Mapping[str, Any]) -> None:
        self.values = values_in_force(settings)
        self._engine = manifest.get("metadata", {}).get("adapter_type")
        self._macros = manifest["macros"]
        everything = {**manifest["sources"], **manifest["nodes"]}
        self._nodes = {
            key: node for key, node in everything.items() if node["resource_type"] in _KINDS
        }
        self._texts: dict[str, list[str]] = {}
        found: dict[str, str] = {}
        self.seeds = {node["name"]: self._code(node) for node in self._of_kind("seed")}
        self.models = {node["name"]: self._code(node) for node in self._of_kind("model")}
        self.whole = {
            node["name"]: self._whole(node["unique_id"], found)
            for node in (*self._of_kind("seed"), *self._of_kind("model"))
        }

    def _of_kind(self, kind: str) -> list[Mapping[str, Any]]:
        found = (node for node in self._nodes.values() if node["resource_type"] == kind)
        return sorted(found, key=lambda node: node["name"])

    def _whole(self, key: str, found: dict[str, str]) -> str:
        if key not in found:
            node = self._nodes[key]
            above = [one for one in above_node(node) if one in self._nodes]
            hashes = sorted(self._whole(one, found) for one in above)
            found[key] = short_hash(self._own(node), hashes)
        return found[key]

    def _own(self, node: Mapping[str, Any]) -> str:
        """Of a source its name and shape, as a macro says where it is; else content and vars."""
        if node["resource_type"] == "source":
            shape = f"sources.{node['source_name'].removesuffix('_fivetran')}"
            return short_hash(node["relation_name"], self.values.get(shape))
        texts = [node["raw_code"], *self._macro_texts(node)]
        names = sorted({name for text in texts for name in _vars_in(text)})
        return short_hash(self._code(node), {name: self.values.get(name) for name in names})

    def _code(self, node: Mapping[str, Any]) -> str:
        contract = (node.get("contract") or {}).get("checksum")
        place = (self._engine, node["schema"], node["alias"])
        return short_hash(_content(node), place, contract, _config(node), self._macro_texts(node))

    def _macro_texts(self, node: Mapping[str, Any]) -> list[str]:
        """Text of every macro that a node can reach; of materializations, those of its project."""
        key = node["unique_id"]
        if key not in self._texts:
            self._texts[key] = self._reached(node)
        return self._texts[key]

    def _reached(self, node: Mapping[str, Any]) -> list[str]:
        own = f"macro.{node['package_name']}.materialization_{node['config']['materialized']}_"
        waiting = [*node["depends_on"]["macros"]]
        waiting += [key for key in self._macros if key.startswith(own)]
        found: dict[str, str] = {}
        while waiting:
            key = waiting.pop()
            if key in self._macros and key not in found:
                found[key] = self._macros[key]["macro_sql"]
                waiting += self._macros[key]["depends_on"]["macros"]
        return [found[key] for key in sorted(found)]


def values_in_force(settings: Settings) -> dict[str, Any]:
    """The vars of dbt under this installation's overrides, and the shape picked of each source."""
    shapes = {f"sources.{name}": shape for name, shape in settings.sources.model_dump().items()}
    return {**settings.dbt_vars(), **shapes}


def above_node(node: Mapping[str, Any]) -> list[str]:
    """Ids of the nodes and sources that a node reads."""
    return list(node.get("depends_on", {}).get("nodes", []))


def short_hash(*parts: Any) -> str:
    """16 hexadecimal digits of anything that JSON can hold."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _vars_in(text: str) -> list[str]:
    return _VAR.findall(text)


def _content(node: Mapping[str, Any]) -> str:
    """dbt's own checksum; of a large seed dbt hashes the path alone, so there the file's."""
    checksum = node["checksum"]
    if checksum["name"] == "sha256":
        return str(checksum["checksum"])
    return hashlib.sha256((PROJECT_DIR / node["original_file_path"]).read_bytes()).hexdigest()


def _config(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node["config"].items() if name not in _SILENT}
