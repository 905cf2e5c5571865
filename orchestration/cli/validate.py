"""`headwater validate`: seeds and vars, each problem with file, line and fix."""

from __future__ import annotations

from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD
from orchestration.settings import PROJECT_DIR, Settings


def run_validate() -> int:
    """Print every problem; returns 2 when one of them would stop a night."""
    from orchestration.rules.validate import validate

    problems = validate(PROJECT_DIR, Settings.load())
    for problem in problems:
        console.out.print(str(problem), markup=False)
    if not problems:
        console.out.print("seeds and vars are in order")
    return CONFIGURATION if any(problem.blocks for problem in problems) else GOOD
