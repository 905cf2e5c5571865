"""The platforms on loopback, a fault injector in front of them, settings that point there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.demo.vendors.messages import VendorData
from orchestration.demo.vendors.server import VendorAddresses, start_vendor_servers
from orchestration.resources.http import RetryPolicy
from orchestration.resources.landed import newest_rows
from orchestration.settings import Settings
from tests.extracts.company import CUSTOMER, NOW, build
from tests.extracts.faults import Faults, faulty

QUICK = RetryPolicy(attempts=4, first_wait_seconds=0.01, budget_seconds=5, timeout_seconds=10)


class World:
    """One home, the platforms' clock and data, and the faults between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime.fromisoformat(NOW)
        self.database = build(folder / "vendors.duckdb")
        self.sections: dict[str, Any] = {}
        self.data: VendorData | None = None

    def settings(self, **changes: Any) -> Settings:
        """Settings of this home; `changes` by section, as in `hubspot={"access_token": "x"}`."""
        sections = {name: {**values} for name, values in self.sections.items()}
        for name, values in changes.items():
            sections[name] = {**sections.get(name, {}), **values}
        return Settings.load(home=self.folder / "home", now=self.now, **sections)

    def change(self, statement: str) -> None:
        """Let somebody change a record at a platform while it is being read."""
        assert self.data is not None
        self.data.rows(statement)

    def landed(self, system: str, table: str, *key: str) -> list[dict[str, Any]]:
        """The newest landed row of every key."""
        rows = newest_rows(self.settings().landing_dir / "raw", system, table, key)
        return sorted(rows, key=lambda row: [str(row[column]) for column in key])


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def serve(world: World) -> Iterator[Callable[..., Faults]]:
    """Start the platforms (again), with data changed by SQL statements; gives the faults."""
    from contextlib import ExitStack

    stack = ExitStack()

    def start(*changes: str, rate_limit_every: int = 0) -> Faults:
        stack.close()
        build(world.database, *changes)
        addresses = stack.enter_context(
            start_vendor_servers(
                world.database, lambda: world.now, rate_limit_every=rate_limit_every
            )
        )
        world.data = addresses.data
        faults = stack.enter_context(faulty(addresses.base_url))
        world.sections = VendorAddresses(faults.base_url, (CUSTOMER,)).settings
        return faults

    yield start
    stack.close()
