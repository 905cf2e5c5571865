"""Everything that people edit, checked before a run: seeds and vars."""

from pathlib import Path
from typing import Any

from orchestration.rules.problems import Problem
from orchestration.rules.rule_checks import check_rules
from orchestration.rules.seed_checks import check_seed
from orchestration.rules.seed_files import read_seeds
from orchestration.rules.var_checks import check_vars

__all__ = ["Problem", "validate"]


def validate(project_dir: Path, settings: Any = None) -> list[Problem]:
    """Every problem of the seeds and vars of a project, by file and line.

    Reads files only. `settings` brings the vars that this installation overrides.
    """
    seeds = read_seeds(Path(project_dir))
    problems = [problem for seed in seeds.values() for problem in check_seed(seed, seeds)]
    problems += check_rules(seeds)
    problems += check_vars(Path(project_dir), seeds, getattr(settings, "vars", None))
    return sorted(
        set(problems), key=lambda problem: (problem.file, problem.line, problem.code, problem.value)
    )
