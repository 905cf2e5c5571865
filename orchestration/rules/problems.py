"""One finding about a rule that people edit: what, where, why and the fix."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """`code` names its entry in the runbook. `line` counts from 1 with the header; 0 is the file.

    `blocks` is false where a run still computes what was meant (a rule that never matches).
    """

    code: str
    file: str
    line: int
    value: str
    why: str
    fix: str
    blocks: bool = True

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        kind = "" if self.blocks else "warning: "
        return f"{self.code} {kind}{self.value!r} — {place} — {self.why} — FIX: {self.fix}"


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """A fix for an unknown name: the nearest known one, else all, or how many there are."""
    names = list(known)
    by_case = {name.lower(): name for name in names}
    near = get_close_matches(value.strip().lower(), by_case, n=1, cutoff=0.6)
    if near:
        return f"did you mean {by_case[near[0]]!r}?"
    return (
        f"use one of: {', '.join(names)}"
        if len(names) <= 40
        else f"use one of the {len(names)} known"
    )
