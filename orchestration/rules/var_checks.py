"""The vars of dbt_project.yml: names, types, units and ranges."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from orchestration.rules.custom_models import check_custom_models
from orchestration.rules.path_checks import check_path_transforms
from orchestration.rules.problems import Problem, did_you_mean
from orchestration.rules.seed_files import SeedFile

FILE = "dbt_project.yml"
OVERRIDES = "headwater.toml [vars]"


@dataclass(frozen=True)
class NumberVar:
    """A number with its unit and range, both ends allowed; `whole` asks for an integer."""

    unit: str
    least: float
    most: float
    whole: bool = True


NUMBERS = {
    "session_timeout_seconds": NumberVar("seconds", 1, 86_400),
    "bot_views_per_session": NumberVar("page views", 1, 1_000_000),
    "lookback_days": NumberVar("days", 1, 3_650),
    "lead_repeat_days": NumberVar("days", 0, 3_650),
    "call_min_seconds": NumberVar("seconds", 0, 3_600),
    "time_decay_half_life_days": NumberVar("days", 0.01, 3_650, whole=False),
    "markov_order": NumberVar("steps", 1, 3),
    "data_driven_min_conversions": NumberVar("conversions", 0, 1_000_000_000),
    "data_driven_min_channel_conversions": NumberVar("conversions", 0, 1_000_000_000),
    "shapley_exact_channels": NumberVar("channels", 0, 18),
    "shapley_permutations": NumberVar("orders", 1, 1_000_000),
    "interval_replicates": NumberVar("replicates", 40, 100_000),  # with fewer, 95 % is all
    "interval_days": NumberVar("days", 1, 3_650),
    "interval_min_buyers": NumberVar("buyers", 0, 1_000_000_000),
}
TEXTS = ("report_tz", "crm_tz", "reporting_currency", "headline_model")
CHOICES = {"journey_grain": ("person", "account")}
LISTS = ("ad_platforms", "attribution_models", "path_transforms")


def check_vars(
    project_dir: Path, seeds: dict[str, SeedFile], overrides: dict[str, Any] | None = None
) -> Iterator[Problem]:
    """Every problem of the vars block, and of what an installation puts in its place."""
    overridden = overrides or {}
    for problem in _check_block(Path(project_dir), seeds, overridden):
        known = any(problem.value in (name, str(value)) for name, value in overridden.items())
        yield replace(problem, file=OVERRIDES, line=0) if known else problem


def _check_block(
    project_dir: Path, seeds: dict[str, SeedFile], overrides: dict[str, Any]
) -> Iterator[Problem]:
    text = (Path(project_dir) / FILE).read_text(encoding="utf-8")
    written: dict[str, Any] = (yaml.safe_load(text) or {}).get("vars") or {}
    values = {**written, **overrides}
    places = {name: _line(text, name) for name in values}
    yield from _check_unknown(overrides)
    yield from _check_names(values, places)
    for name, form in NUMBERS.items():
        if name in values:
            for problem in _check_number(name, values[name], form, places[name]):
                yield replace(problem, why=problem.why + _meaning(text, places[name]))
    for name, choices in CHOICES.items():
        if name in values and values[name] not in choices:
            why = f"{name} is one of: {', '.join(choices)}" + _meaning(text, places[name])
            fix = did_you_mean(str(values[name]), choices)
            yield Problem("E232", FILE, places[name], str(values[name]), why, fix)
    models = _names(project_dir, "intermediate/attribution", "int_attribution_")
    platforms = [
        path.parent.name + "/" + path.stem.removeprefix("stg_").removesuffix("__ad_performance")
        for path in (Path(project_dir) / "dbt_project/models/staging").rglob(
            "stg_*__ad_performance.sql"
        )
    ]
    platforms = sorted(name.split("/")[1] for name in platforms)
    for name, known in (("attribution_models", models), ("ad_platforms", platforms)):
        if name in values:
            yield from _check_list(name, values[name], known, text)
    yield from check_path_transforms(
        values.get("path_transforms"), FILE, places.get("path_transforms", 0), seeds
    )
    yield from check_custom_models(seeds, models)
    yield from _check_texts(values, places, seeds)


def _check_names(values: dict[str, Any], places: dict[str, int]) -> Iterator[Problem]:
    expected = (*TEXTS, *CHOICES, *NUMBERS, *LISTS)
    missing = [name for name in expected if name not in values]
    unknown = [name for name in values if name not in expected]
    for name in missing:
        near = get_close_matches(name, unknown, n=1, cutoff=0.75)
        if near:
            yield Problem(
                "E232", FILE, places[near[0]], near[0], "no such var", f"did you mean {name!r}?"
            )
        else:
            yield Problem("E230", FILE, 0, name, "the var is missing", f"add {name} to vars")


def _check_unknown(overrides: dict[str, Any]) -> Iterator[Problem]:
    expected = (*TEXTS, *CHOICES, *NUMBERS, *LISTS)
    for name in overrides:
        if name not in expected:
            yield Problem(
                "E232", OVERRIDES, 0, name, "no such var", did_you_mean(name, list(expected))
            )


def _check_number(name: str, value: Any, form: NumberVar, line: int) -> Iterator[Problem]:
    kind = "a whole number" if form.whole else "a number"
    right = isinstance(value, int if form.whole else (int, float)) and not isinstance(value, bool)
    if not right:
        yield Problem(
            "E231",
            FILE,
            line,
            str(value),
            f"{name} is {kind} of {form.unit}",
            f"write {kind}, without quotes",
        )
    elif not form.least <= value <= form.most:
        yield Problem(
            "E231",
            FILE,
            line,
            str(value),
            f"{name} lies between {form.least} and {form.most} {form.unit}",
            "choose a value in that range",
        )


def _meaning(text: str, line: int) -> str:
    """What the file itself says of a var, behind it on its line."""
    _, _, comment = text.splitlines()[line - 1].partition(" # ") if line else ("", "", "")
    return f" ({comment.strip()})" if comment.strip() else ""


def _check_list(name: str, value: Any, known: list[str], text: str) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        yield Problem(
            "E231",
            FILE,
            _line(text, name),
            str(value),
            f"{name} is a list of names",
            "write one name per line",
        )
        return
    for entry in value:
        if entry not in known:
            yield Problem(
                "E232",
                FILE,
                _line(text, f"- {entry}"),
                str(entry),
                f"{name} names a model that has no file",
                did_you_mean(str(entry), known),
            )
        if value.count(entry) > 1:
            yield Problem(
                "E226",
                FILE,
                _line(text, f"- {entry}"),
                str(entry),
                f"{name} names it twice",
                "remove one of the two",
            )


def _check_texts(
    values: dict[str, Any], places: dict[str, int], seeds: dict[str, SeedFile]
) -> Iterator[Problem]:
    for name in TEXTS:
        if name in values and not (isinstance(values[name], str) and values[name].strip()):
            yield Problem(
                "E231", FILE, places[name], str(values[name]), f"{name} is a text",
                "give one, such as the shipped file has",
            )  # fmt: skip
    models = values.get("attribution_models")
    headline = values.get("headline_model")
    custom = seeds["custom_models"].values("attribution_model") if "custom_models" in seeds else []
    if headline and isinstance(models, list) and headline not in (*models, *custom):
        yield Problem(
            "E232",
            FILE,
            places["headline_model"],
            str(headline),
            "headline_model is not in attribution_models",
            did_you_mean(str(headline), map(str, (*models, *custom))),
        )
    currency = values.get("reporting_currency")
    known = seeds["currencies"].values("currency") if "currencies" in seeds else []
    if currency and currency not in known:
        yield Problem(
            "E232",
            FILE,
            places["reporting_currency"],
            str(currency),
            "reporting_currency is no ISO 4217 code we know",
            did_you_mean(str(currency), known),
        )
    for name in ("report_tz", "crm_tz"):
        zone = values.get(name)
        if isinstance(zone, str) and zone.strip() and not _is_zone(zone):
            yield Problem(
                "E232",
                FILE,
                places[name],
                str(zone),
                f"{name} is no IANA time zone",
                "write a name such as Europe/London or UTC",
            )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (
        OSError,
        ValueError,
    ):  # ZoneInfoNotFoundError is a KeyError only where the data package is missing
        return False
    except KeyError:
        return False
    return True


def _names(project_dir: Path, folder: str, prefix: str) -> list[str]:
    paths = (Path(project_dir) / "dbt_project/models" / folder).glob(f"{prefix}*.sql")
    return sorted(path.stem.removeprefix(prefix) for path in paths)


def _line(text: str, start: str) -> int:
    """The first line that starts so, indentation aside; 0 when none does."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().startswith(start):
            return number
    return 0
