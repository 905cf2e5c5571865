"""How the suite is shared out: what builds one company for many tests stays in one process."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pytest
from hypothesis import settings

# The same examples for everybody, and no clock: a busy machine is no mistake of the code.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")

# Folders whose fixtures build for a minute or more and serve every test there; longest first. Two
# folders share one where both run in the same home.
ONE_COMPANY = {
    "night": 0, "cli": 0, "reference": 1, "changes": 2, "scenarios": 3, "demo": 4, "real": 5
}  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """No test sees the installation or the credentials of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("HEADWATER_")]:
        del os.environ[name]
    home = tempfile.TemporaryDirectory(prefix="headwater-")
    os.environ["HEADWATER_HOME"] = home.name
    config.add_cleanup(home.cleanup)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest starts first, so that no process is left alone with it."""
    items.sort(key=lambda item: _turn(share(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Under `-n`, hand out a folder with its company, or else a file, as a whole."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class Shares(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return share(nodeid)

    config.option.loadscopereorder = False
    return Shares(config, log)


def share(nodeid: str) -> str:
    """What goes to one process together with a test: its folder or its file."""
    path = nodeid.partition("::")[0].removeprefix("tests/")
    company = ONE_COMPANY.get(path.split("/")[0])
    return path if company is None else f"company {company}"


def _turn(name: str) -> str:
    return name if name.startswith("company ") else "file"
