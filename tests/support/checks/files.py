"""Every tracked file: short modules, nothing left for later, no traces of one machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.checks.project import ROOT, Problem, tracked_files

MODULE_LINES = 250
# A test module is a list of cases, which reads well at a greater length.
TEST_LINES = 400

# Written in pieces, so that this file does not find itself.
LATER = ["TO" + "DO", "FIX" + "ME", "Not" + "ImplementedError", r"mark\.sk" + "ip", "xfa" + "il"]
LEFTOVER = re.compile(r"\b(?:" + "|".join(LATER) + ")")
MACHINE = re.compile(
    r"(?<![\w.~$}>-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"]) + r")/"
)
INDEX = re.compile(
    r"https?://\S+/sim" + r"ple\b|ind" + r"ex-url[ =]+http|https?://(?:10|192\.168|172\.\d+)\.\d"
)
TEXT = {
    "", ".cfg", ".css", ".csv", ".html", ".js", ".json", ".lock", ".md", ".py", ".sh", ".sql",
    ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip
# Other people's lists hold other people's words.
LISTS = {".csv", ".json", ".txt"}


def check() -> Iterator[Problem]:
    """Every file that is too long, unfinished, or bound to the machine it was written on."""
    for path in tracked_files():
        if path.suffix not in TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".py":
            yield from _length(path, text)
        if path.suffix not in LISTS:
            yield from _found(path, text, LEFTOVER, "left for later", "finish it or drop it")
        yield from _found(
            path, text, MACHINE, "path of one machine", "a relative path or a setting"
        )
        yield from _found(
            path, text, INDEX, "address of an index", "leave it to pip's configuration"
        )


def figures() -> Iterator[str]:
    """The longest modules."""
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked_files()
        if path.suffix == ".py"
    }
    longest = max((path for path in lengths if not _is_test(path)), key=lengths.__getitem__)
    name = longest.relative_to(ROOT)
    yield f"{len(lengths)} Python files, longest module {name} with {lengths[longest]} lines"


def _length(path: Path, text: str) -> Iterator[Problem]:
    lines, limit = len(text.splitlines()), TEST_LINES if _is_test(path) else MODULE_LINES
    if lines > limit:
        yield Problem(path, f"has {lines} lines of {limit}", "one idea a file: split it")


def _found(path: Path, text: str, what: re.Pattern, rule: str, fix: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := what.search(line):
            yield Problem(path, f"line {number}: {rule}: {found[0]}", fix)


def _is_test(path: Path) -> bool:
    return (ROOT / "tests") in path.parents and path.name.startswith("test_")
