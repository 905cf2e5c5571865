"""Many nasty companies in one warehouse, which every test of this folder may ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reference.companies import Tables, drawn
from tests.reference.harness import build
from tests.reference.hunt import regressions

COMPANIES = 60
SEED = 2


@pytest.fixture(scope="session")
def companies() -> dict[str, Tables]:
    return {**drawn(COMPANIES, SEED), **regressions(COMPANIES + 1)}


@pytest.fixture(scope="session")
def warehouse(companies: dict[str, Tables], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("reference"), companies)
