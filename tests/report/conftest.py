"""One published fixture and one built report for all tests of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.report import ReportResult, build_report
from orchestration.settings import Settings

from . import fixture_marts


def published(home: Path, **options: object) -> Settings:
    """A home with the fixture as its published version."""
    settings = Settings(home=home)
    version = settings.published_dir / "000001_fixture"
    fixture_marts.build(version / "marts.duckdb", **options)
    (settings.published_dir / "current").symlink_to(version.name)
    return settings


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return published(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def report(settings: Settings) -> ReportResult:
    return build_report(settings)
