"""The unit tests that stand beside the models. They need a built warehouse for its column types."""

from __future__ import annotations

from orchestration.settings import PROJECT_DIR
from orchestration.warehouse import dbt
from tests.scenarios.conftest import Nights

DELIVERIES: dict = {}


def test_every_unit_test_of_the_project_passes(nights: Nights) -> None:
    company = nights.company
    report = dbt.invoke(company.settings(company.last), ["test", "--select", "test_type:unit"])
    assert report.error == ""
    assert [f"{node.name}: {node.message}" for node in report.failed] == []
    files = [*(PROJECT_DIR / "dbt_project" / "models").rglob("*.yml")]
    written = sum(file.read_text(encoding="utf-8").count("\n    model: ") for file in files)
    assert report.count("unit_test") == written > 0
