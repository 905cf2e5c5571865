"""Writes the reference pages from what they describe: `python -m orchestration.docs`.

docs/marts.md comes from the dbt YAML of the marts, docs/landing-tables.md from the contracts of
the door, the settings table of docs/configuration.md from the settings themselves with the words
of docs/settings.yml. A test compares the committed pages with what this module would write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from orchestration.landing import docs as landing_docs
from orchestration.settings import PROJECT_DIR, Settings

DOCS = PROJECT_DIR / "docs"
MARTS = PROJECT_DIR / "dbt_project" / "models" / "marts"
MARTS_INTRODUCTION = """\
# Marts

<!-- Written by `python -m orchestration.docs` from dbt_project/models/marts/. -->

What BI tools read, in the schema `marts` of `published/current/headwater.duckdb` ([bi.md](bi.md)).
Contracts are enforced: a build that would change a name or a type fails. Tables with an
`attribution_model` are read with a filter on one model. Times are UTC; a `…_date` is a day of the
reporting zone unless its text says otherwise.

| mart | one row per |
|---|---|
"""
GROUPS = {
    "core": "Facts and dimensions",
    "changes": "What each night changed",
    "reports": "Reports",
}
SETTINGS_START, SETTINGS_END = "<!-- settings:start -->", "<!-- settings:end -->"
PLAIN_TYPES = {
    "SecretStr": "secret",
    "bool": "true, false",
    "int": "whole number",
    "float": "number",
    "Path": "folder",
    "datetime": "time",
    "dict": "JSON object",
    "list": "JSON list",
    "str": "text",
}


class DocsError(ValueError):
    """A page cannot be written; says what is missing where."""


def main() -> None:
    """Write every generated page."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(PROJECT_DIR))


def pages() -> dict[Path, str]:
    """Path and full text of every page that holds generated text."""
    configuration = DOCS / "configuration.md"
    written_by_hand = configuration.read_text(encoding="utf-8")
    return {
        DOCS / "marts.md": marts_page(),
        landing_docs.PAGE: landing_docs.page(),
        configuration: with_settings_table(written_by_hand),
    }


def marts_page() -> str:
    """Every mart with its grain, key and columns, facts and dimensions before reports."""
    found = {group: list(_marts(MARTS / group)) for group in GROUPS}
    lines = [MARTS_INTRODUCTION.rstrip("\n")]
    for marts in found.values():
        lines += [f"| [`{mart['name']}`](#{mart['name']}) | {_grain(mart)} |" for mart in marts]
    for group, marts in found.items():
        lines += ["", f"## {GROUPS[group]}"]
        for mart in marts:
            lines += _mart(mart)
    return "\n".join(lines) + "\n"


def _marts(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("_*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])


def _mart(mart: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"### {mart['name']}", "", _one_line(mart["description"]))
    if key := _key(mart):
        yield from ("", f"Key: {key}.")
    yield from ("", "| column | type | meaning |", "|---|---|---|")
    for column in mart["columns"]:
        meaning = _one_line(column["description"])
        yield f"| {column['name']} | {_type(column['data_type'])} | {meaning} |"


def _grain(mart: Mapping[str, Any]) -> str:
    """The description without the words that the table's head already says."""
    first = _one_line(mart["description"]).split(". ")[0].rstrip(".").removeprefix("One row per ")
    return first[:1].lower() + first[1:]


def _key(mart: Mapping[str, Any]) -> str:
    """The column tested as the key, or the columns of a unique expression; empty if none."""
    for column in mart["columns"]:
        if "primary_key" in column.get("data_tests", []):
            return f"`{column['name']}`"
    for test in mart.get("data_tests", []):
        if isinstance(test, dict) and "unique" in test:
            expression = test["unique"]["arguments"]["column_name"]
            names = re.findall(r"[a-z_]+(?=\s*\|\||$)", re.sub(r"'[^']*'", "", expression))
            return ", ".join(f"`{name}`" for name in names)
    return ""


def _type(name: str) -> str:
    plain = name.lower().replace(" ", "")
    return {"string": "text", "varchar": "text"}.get(plain, plain)


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def with_settings_table(page: str) -> str:
    """The page with everything between the two marks replaced by the present settings."""
    before, start, rest = page.partition(SETTINGS_START)
    _, end, after = rest.partition(SETTINGS_END)
    if not (start and end):
        raise DocsError(f"docs/configuration.md lacks {SETTINGS_START} … {SETTINGS_END}")
    return f"{before}{start}\n\n{settings_table()}\n{end}{after}"


def settings_table() -> str:
    """One row per setting: environment variable, values, default, meaning.

    Raises DocsError for a setting without words in docs/settings.yml, and for words without a
    setting.
    """
    words = yaml.safe_load((DOCS / "settings.yml").read_text(encoding="utf-8"))
    fields = dict(_fields(Settings))
    if missing := sorted(set(fields) ^ set(words)):
        raise DocsError(f"docs/settings.yml and the settings differ in: {', '.join(missing)}")
    lines = ["| `HEADWATER_…` | values | default | meaning |", "|---|---|---|---|"]
    for path, field in fields.items():
        name = path.upper().replace(".", "__")
        cells = (_values(field), _default(field), _one_line(words[path]))
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def _values(field: FieldInfo) -> str:
    """The type in plain words; choices are listed."""
    text = str(field.annotation)
    if get_origin(field.annotation) is Literal:
        return ", ".join(get_args(field.annotation))
    # Containers name their content: the outermost type is the one that comes first.
    known = re.findall(r"\b(" + "|".join(PLAIN_TYPES) + r")\b", text)
    return PLAIN_TYPES[known[0]] if known else text


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value in ({}, []) or isinstance(value, SecretStr):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    main()
