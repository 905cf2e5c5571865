"""The seeds of custom attribution models: names, shares and factors."""

import re
from collections.abc import Iterator, Sequence

from orchestration.rules.problems import Problem
from orchestration.rules.seed_files import SeedFile, SeedRow

MODELS, RULES = "seeds/custom_models.csv", "seeds/custom_model_rules.csv"
SHARES = ("first_share", "lead_share", "opportunity_share", "close_share", "rest_share")
NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_custom_models(seeds: dict[str, SeedFile], models: Sequence[str]) -> Iterator[Problem]:
    """Every problem of a custom model; `models` are the names that have files already."""
    for row in _rows(seeds, "custom_models"):
        yield from _check_name(row, models)
        yield from _check_shares(row)
    for row in _rows(seeds, "custom_model_rules"):
        if _number(row.values.get("multiplier", "")) < 0:
            value, why = row.values["multiplier"], "multiplier is below 0"
            fix = "write 0 to leave the touchpoint out, a factor from 0 to 1 to weigh it less"
            yield Problem("E228", RULES, row.line, value, why, fix)


def _check_name(row: SeedRow, models: Sequence[str]) -> Iterator[Problem]:
    name = row.values.get("attribution_model", "")
    if name and not NAME.fullmatch(name):
        why = "the name of a model has lower-case letters, digits and underscores"
        yield Problem("E228", MODELS, row.line, name, why, f"write {_plain(name)!r}")
    elif name in models:
        why = "a model of that name has a file of its own"
        yield Problem("E226", MODELS, row.line, name, why, f"choose a name such as 'our_{name}'")


def _check_shares(row: SeedRow) -> Iterator[Problem]:
    shares = {name: _number(row.values.get(name, "")) for name in SHARES}
    for name, share in shares.items():
        if share < 0:
            why, fix = f"{name} is below 0", "write 0 where a milestone earns nothing"
            yield Problem("E228", MODELS, row.line, row.values[name], why, fix)
    if not any(shares.values()):
        why = "no milestone earns anything, so there is nothing to divide by"
        fix = f"give one of {', '.join(SHARES)} a share above 0"
        yield Problem("E228", MODELS, row.line, row.values.get("attribution_model", ""), why, fix)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _number(text: str) -> float:
    """The number a text stands for; one that is none is reported with the form of the seed."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _rows(seeds: dict[str, SeedFile], name: str) -> list[SeedRow]:
    return seeds[name].rows if name in seeds else []
