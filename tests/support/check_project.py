"""Holds the repository against the house rules of CONTRIBUTING.md; exits with 1 if one is broken.

Run as `python tests/support/check_project.py`. Needs neither a warehouse nor a manifest.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.checks import descriptions, files, flow, lists, models

CHECKS = [models, flow, descriptions, lists, files]


def main() -> int:
    """Print what is broken, then the figures of the budgets."""
    problems = [problem for check in CHECKS for problem in check.check()]
    for problem in problems:
        print(problem)
    for figure in [*models.figures(), *files.figures()]:
        print(f"  {figure}")
    print(f"{len(problems)} broken rules" if problems else "The house rules hold.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
