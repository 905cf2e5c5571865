"""How a model and a macro are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from statistics import median

from tests.support.checks.project import ROOT, Problem, Sql, macro_files, models

MODEL_LINES = 120
MODEL_MEDIAN = 40
MACRO_LINES = 40
MACRO_SHARE = 0.10
MARGIN = 120

ENGINES = re.compile(r"duckdb|\bspark|databricks|\btarget\.(?:type|name)\b", re.IGNORECASE)
VENDORS = re.compile(
    r"google|microsoft|\bmeta_|facebook|linkedin|tiktok|openai|hubspot|salesforce|callrail"
    r"|intercom|snowplow|fivetran",
    re.IGNORECASE,
)
# The only place where the inside may name a vendor: the arrow that comes from its staging folder.
STAGING_REF = re.compile(r"ref\('stg_\w+'\)")
# One parameter of a URL names a campaign without a click, and only one platform writes it.
VENDOR_ALLOWED = {"int_tagged_queries": "'google_ads'"}
# One or more lines of comment, the first of them the sentence; dbt's own hints do not count.
HEAD = re.compile(r"-- [^\n]+\n(?:-- (?!depends_on)[^\n]+\n)*?(?<=[.:]\n)")
LOOP = re.compile(r"\{%[-+]?\s*for\b(.*?)%\}", re.DOTALL)
LIST_LOOP = re.compile(r"\w+ in var\('(?:ad_platforms|attribution_models)'\)")
MACRO_END = re.compile(r"\{%[-+]?\s*(?:endmacro|endmaterialization)\b")
MACRO_START = re.compile(r"\{%[-+]?\s*(?:macro|materialization)\s+(\w+)")
DIALECTS = ("default__", "spark__")
CALLED_BY_DBT = {"generate_schema_name", "connected_components"}
SHAPES = {
    r"\benabled\s*=": ("a model switches itself off", "leave it out; unions take empty tables"),
    r"\bselect\s+distinct\s+\*": ("`distinct *` hides a key", "name the columns that make a row"),
    r"\b(?:from|join)\s+[a-z_]+\.[a-z_]+\b(?!\s*\))": (
        "a table is named by hand",
        "use ref() or source()",
    ),
}


def check() -> Iterator[Problem]:
    """Every rule that a model or a macro breaks."""
    for model in models():
        yield from _words(model)
        yield from _shape(model)
        yield from _margin(model)
    for file in macro_files():
        yield from _margin(file)
        yield from _macros(file)


def figures() -> Iterator[str]:
    """What the budgets are at."""
    counts = [model.lines for model in models()]
    macro_lines = sum(file.lines for file in macro_files())
    share = macro_lines / (macro_lines + sum(counts))
    yield f"{len(counts)} models, median {median(counts):.0f} lines (goal {MODEL_MEDIAN})"
    yield f"longest model {max(counts)} lines (limit {MODEL_LINES})"
    yield f"macros {share:.1%} of SQL lines (goal {MACRO_SHARE:.0%})"


def _words(model: Sql) -> Iterator[Problem]:
    if found := ENGINES.search(model.code):
        fix = "a leaf macro in macros/dialect/"
        yield Problem(model.path, f"names an engine: {found[0]}", fix)
    if model.layer not in {"intermediate", "marts"}:
        return
    inside = STAGING_REF.sub("", model.code).replace(VENDOR_ALLOWED.get(model.name, "\0"), "")
    if found := VENDORS.search(f"{model.name}\n{inside}"):
        fix = "our words inside; what a vendor means is said in its staging folder or in a seed"
        yield Problem(model.path, f"names a vendor: {found[0]}", fix)


def _shape(model: Sql) -> Iterator[Problem]:
    if not HEAD.match(model.text):
        yield Problem(
            model.path, "has no sentence at its head", "say what one row is, with a full stop"
        )
    if model.lines > MODEL_LINES:
        fix = "one idea a file: give the second one its own"
        yield Problem(model.path, f"has {model.lines} lines of {MODEL_LINES}", fix)
    for loop in LOOP.findall(model.code):
        if not LIST_LOOP.fullmatch(loop.strip(" -+\n")):
            fix = "write it out; loops stand in unions over the two lists only"
            yield Problem(model.path, f"loops over something else: {loop.strip()}", fix)
    for pattern, (rule, fix) in SHAPES.items():
        if found := re.search(pattern, model.code):
            yield Problem(model.path, f"{rule}: {found[0]}", fix)


def _margin(file: Sql) -> Iterator[Problem]:
    for number, line in enumerate(file.text.splitlines(), start=1):
        if len(line) > MARGIN:
            yield Problem(
                file.path, f"line {number} has {len(line)} characters", f"{MARGIN} at most"
            )


def _macros(file: Sql) -> Iterator[Problem]:
    everything = _everything()
    for start in MACRO_START.finditer(file.text):
        name, end = start[1], MACRO_END.search(file.text, start.end())
        lines = file.text.count("\n", start.start(), end.start()) + 1
        if lines > MACRO_LINES:
            fix = "several macros, each a leaf expression"
            yield Problem(file.path, f"macro {name} has {lines} lines of {MACRO_LINES}", fix)
        if "__" in name:
            if not name.startswith(DIALECTS):
                yield Problem(file.path, f"macro {name} is of an unknown dialect", str(DIALECTS))
        elif name not in CALLED_BY_DBT and len(re.findall(rf"\b{name}\b", everything)) == 1:
            yield Problem(file.path, f"nothing uses macro {name}", "remove it")


@cache
def _everything() -> str:
    project = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    return "\n".join([project, *(file.code for file in [*models(), *macro_files()])])
