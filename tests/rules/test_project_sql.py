"""The SQL that explain-channel and these tests run is the SQL that dbt runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.rules.explain_channel import LIST_MODELS, MODELS
from orchestration.rules.project_sql import ProjectSql

PROJECT_DIR = Path(__file__).resolve().parents[2]
SESSION_MODELS = ("int_session_candidates", "int_session_extras", "int_sessions")


def words(sql: str) -> str:
    """The text without its layout and without the place of its tables."""
    plain = re.sub(r'"\w+"\."\w+"\."(\w+)"', r"main.\1", sql)
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(plain.split()))


@pytest.mark.slow
def dbt(home: Path, *command: str) -> None:
    subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *command,
            "--quiet",
            "--target-path",
            str(home / "target"),
            "--log-path",
            str(home / "logs"),
        ],
        cwd=PROJECT_DIR,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "HEADWATER_HOME": str(home)},
        check=True,
    )


def test_rendered_models_are_what_dbt_compiles(tmp_path: Path) -> None:
    models = (*LIST_MODELS, *MODELS, *SESSION_MODELS)
    target = tmp_path / "target"
    # The list of one's own hosts is read from the warehouse while int_pages compiles.
    dbt(tmp_path, "seed", "--select", "internal_traffic")
    dbt(tmp_path, "compile", "--full-refresh", "--select", *models)
    rendered = ProjectSql(PROJECT_DIR)
    for model in models:
        (compiled,) = (target / "compiled" / "headwater").rglob(f"{model}.sql")
        assert words(rendered.render(model)) == words(compiled.read_text(encoding="utf-8")), model


def test_a_model_that_is_not_there_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="no model int_nothing"):
        ProjectSql(PROJECT_DIR).render("int_nothing")
