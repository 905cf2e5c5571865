"""A dbt project of four models: one check finds a row, and what rests on it is left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse import arguments, parsing

PROJECT = """\
name: headwater
version: "1.0.0"
profile: headwater
model-paths: [dbt_project/models]
seed-paths: [seeds]
flags: {send_anonymous_usage_stats: false}
vars: {ceiling: 10}
"""
CHECKS = """\
models:
  - name: orders
    columns:
      - name: amount
        data_tests:
          - not_null
          - accepted_values: {name: amounts_are_known, arguments: {values: [1, 2], quote: false}}
  - name: visits
    columns:
      - name: visit_id
        data_tests: [{unique: {name: visits_are_unique, config: {severity: warn}}}]
"""
FILES = {
    "dbt_project.yml": PROJECT,
    "seeds/amounts.csv": "order_id,amount,currency\na,1,GBP\nb,3,EUR\n",
    "dbt_project/models/orders.sql": "select * from {{ ref('amounts') }}",
    "dbt_project/models/totals.sql": "select sum(amount) as total from {{ ref('orders') }}",
    "dbt_project/models/report.sql": "select * from {{ ref('totals') }}",
    "dbt_project/models/visits.sql": "select 'v' as visit_id from {{ ref('amounts') }}",
    "dbt_project/models/_checks.yml": CHECKS,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project's folder, used instead of Headwater's own."""
    folder = tmp_path_factory.mktemp("project")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(PROJECT_DIR / "profiles.yml", folder)
    with pytest.MonkeyPatch.context() as patch:
        # dbt is given its environment for the whole process: put it back at the end.
        patch.setenv("HEADWATER_HOME", str(folder / "var"))
        patch.setenv("HEADWATER_MEMORY_LIMIT", "1GB")
        patch.setenv("HEADWATER_THREADS", "2")
        patch.setattr(arguments, "PROJECT_DIR", folder)
        patch.setattr(parsing, "PROJECT_DIR", folder)
        yield folder


@pytest.fixture(scope="module")
def settings(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), lock_wait_minutes=0)
