"""The two lists: a name there is a file here, and no file is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.checks.project import MODELS, ROOT, Problem, project_vars

PROJECT = ROOT / "dbt_project.yml"
ATTRIBUTION = MODELS / "intermediate" / "attribution"
PLATFORM_MODELS = ("ad_performance", "ad_clicks")
# What gathers the models of the list, and stands beside them.
GATHERS = {"unioned"}


def check() -> Iterator[Problem]:
    """Every name without its file, and every file without its name."""
    variables = project_vars()
    platforms, rules = variables["ad_platforms"], variables["attribution_models"]
    for platform in platforms:
        for entity in PLATFORM_MODELS:
            path = MODELS / "staging" / platform / f"stg_{platform}__{entity}.sql"
            if not path.exists():
                fix = f"write {path.relative_to(ROOT)}, or take the name off the list"
                yield Problem(PROJECT, f"ad_platforms names {platform}", fix)
    for path in sorted((MODELS / "staging").glob("*/stg_*__ad_performance.sql")):
        if path.parent.name not in platforms:
            yield Problem(path, "is in no union", "add the folder's name to ad_platforms")
    files = {path.stem.removeprefix("int_attribution_") for path in _rule_files()}
    for name in sorted(set(rules) - files):
        fix = f"write intermediate/attribution/int_attribution_{name}.sql"
        yield Problem(PROJECT, f"attribution_models names {name}", fix)
    for name in sorted(files - set(rules) - GATHERS):
        path = ATTRIBUTION / f"int_attribution_{name}.sql"
        yield Problem(path, "divides no credit", "add its name to attribution_models")
    if variables["headline_model"] not in rules:
        fix = "one of attribution_models"
        yield Problem(PROJECT, f"headline_model is {variables['headline_model']}", fix)


def _rule_files() -> list:
    return sorted(ATTRIBUTION.glob("int_attribution_*.sql"))
