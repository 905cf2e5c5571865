"""How the suite is shared out: what builds one company for many tests stays in one process."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Their fixtures build for minutes and serve the whole folder.
ONE_COMPANY = ("scenarios", "night", "real", "cli", "demo")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by folder where they share a company, else by file; the longest groups first."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: _start(_group(item)))


def _group(item: pytest.Item) -> str:
    place = item.path.relative_to(HERE)
    return place.parts[0] if place.parts[0] in ONE_COMPANY else place.as_posix()


def _start(group: str) -> int:
    return ONE_COMPANY.index(group) if group in ONE_COMPANY else len(ONE_COMPANY)
