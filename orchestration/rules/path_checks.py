"""The var path_transforms: names, and what stands in brackets behind them."""

import re
from collections.abc import Iterator
from typing import Any

from orchestration.rules.problems import Problem, did_you_mean
from orchestration.rules.seed_files import SeedFile

# What a transform takes in brackets.
ARGUMENTS = {
    "unique": "",
    "exposure": "",
    "first": "",
    "frequency": "",
    "remove_if_not_all": "channel",
    "remove_if_last_and_not_all": "channel",
    "trim_last": "steps",
}
WRITTEN = re.compile(r"(?P<name>[^()]*)(?:\((?P<argument>[^()]*)\))?")


def check_path_transforms(
    value: Any, file: str, line: int, seeds: dict[str, SeedFile]
) -> Iterator[Problem]:
    """Every problem of the list, such as [exposure, remove_if_not_all(Direct)]; may be empty."""
    if value is None:
        return
    if not isinstance(value, list):
        why = "path_transforms is a list of transforms"
        yield Problem("E231", file, line, str(value), why, "write [exposure], or [] for none")
        return
    channels = seeds["channels"].values("channel") if "channels" in seeds else []
    for entry in map(str, value):
        if found := _problem(entry, channels):
            code, why, fix = found
            yield Problem(code, file, line, entry, why, fix)


def _problem(entry: str, channels: list[str]) -> tuple[str, str, str] | None:
    written = WRITTEN.fullmatch(entry)
    name = written["name"] if written else entry
    argument = (written["argument"] or "").strip() if written else ""
    if name not in ARGUMENTS:
        return "E232", "no such path transform", did_you_mean(name, ARGUMENTS)
    wanted = ARGUMENTS[name]
    if not wanted and argument:
        return "E231", f"{name} takes nothing in brackets", f"write {name}"
    if wanted == "channel" and argument not in channels:
        fix = did_you_mean(argument, channels) if argument else f"write {name}(Direct)"
        return "E232", f"{name} takes a channel of seeds/channels.csv in brackets", fix
    if wanted == "steps" and not (argument.isdigit() and int(argument) > 0):
        return "E231", f"{name} takes a whole number of steps in brackets", f"write {name}(20)"
    return None
