"""Data flows one way: the order of the folders, and the arrows that are let through by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.checks.project import Problem, Sql, models

# A model reads its own folder and those above it in this list. Staging folders are one step.
ORDER = [
    "staging",
    "intermediate/ads",
    "intermediate/events",
    "intermediate/crm",
    "intermediate/interactions",
    "intermediate/identity",
    "intermediate/sessions",
    "intermediate/journeys",
    "intermediate/paths",
    "intermediate/attribution",
    "marts/core",
    "intermediate/changes",
    "marts/changes",
    "intermediate/reporting",
    "marts/reports",
    "exports",
]
# A click id is read by one rule wherever it stands, so the unions of leads and calls come first.
QUERIES = {"int_leads_unioned", "int_calls_unioned", "int_calls"}
AHEAD = {
    "int_marketing_queries": QUERIES,
    "int_referrers": QUERIES,
    # What a person did and bought is summed from the facts beside it, and is no mart of its own.
    "dim_persons": {"int_person_touches", "int_person_sales"},
}
# Staging feeds the inside only; these tell of Headwater itself, and no rule stands between.
OWN_SYSTEMS = ("stg_door__", "stg_history__", "stg_ledger__")
FROM_STAGING = {
    "marts": OWN_SYSTEMS,
    "exports": ("stg_private__",),
}
REF = re.compile(r"\bref\('(\w+)'\)")
SOURCE = re.compile(r"\bsource\('(\w+)',")


def check() -> Iterator[Problem]:
    """Every arrow that points backwards or jumps."""
    every = {model.name: model for model in models()}
    for model in every.values():
        if _place(model) is None:
            yield Problem(model.path, "stands in a folder without a place", "name it in flow.ORDER")
            continue
        if model.layer != "staging" and SOURCE.search(model.code):
            yield Problem(model.path, "reads a source", "only staging does: ref() its model")
        for name in sorted(set(REF.findall(model.text))):
            if name in every:
                yield from _arrow(model, every[name])
    yield from _stale(every)


def _arrow(model: Sql, read: Sql) -> Iterator[Problem]:
    if _place(read) > _place(model) and read.name not in AHEAD.get(model.name, set()):
        fix = f"{read.folder} comes after {model.folder}: move the rule to where it is known"
        yield Problem(model.path, f"reads {read.name}, which comes later", fix)
    if model.layer == "staging":
        yield from _within_staging(model, read)
    elif read.layer == "staging" and model.layer in FROM_STAGING:
        if not read.name.startswith(FROM_STAGING[model.layer]):
            fix = "read the intermediate model that gives it its meaning"
            yield Problem(model.path, f"jumps to {read.name}", fix)
    elif read.layer == "exports" and read.folder != model.folder:
        yield Problem(model.path, f"reads {read.name} of another destination", "read a mart")
    if read.name.startswith("stg_private__") and model.layer != "exports":
        fix = "vendor hashes of people are for exports only"
        yield Problem(model.path, f"reads {read.name}", fix)


def _within_staging(model: Sql, read: Sql) -> Iterator[Problem]:
    if read.folder != model.folder:
        fix = "a staging folder knows its own system only; joining is for intermediate"
        yield Problem(model.path, f"reads {read.name}", fix)


def _stale(every: dict[str, Sql]) -> Iterator[Problem]:
    """An exception that nobody needs any more is a lie."""
    for name, ahead in AHEAD.items():
        read = set(REF.findall(every[name].text)) if name in every else set()
        if not read & ahead:
            fix = "remove its exception from flow.AHEAD"
            yield Problem(every[name].path, "reads nothing ahead any more", fix)


def _place(model: Sql) -> int | None:
    places = (number for number, step in enumerate(ORDER) if f"{model.folder}/".startswith(step))
    return next(places, None)
