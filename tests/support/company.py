"""A company for tests: rows delivered night by night, the warehouse built, snapshots to ask.

Uses the project's own door and dbt build; a snapshot is the warehouse file as it was that night.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.exports import export_ledger
from orchestration.landing.accept import accept
from orchestration.settings import Settings, Sources
from orchestration.warehouse import dbt
from tests.support.landing_files import write_landing

OFF = Sources(google_ads="off", hubspot="off", callrail="off", intercom="off")
NO_UNIT_TESTS = ["--exclude-resource-type", "unit_test"]
NO_TESTS = [*NO_UNIT_TESTS, "--exclude-resource-type", "test"]


class Company:
    """One installation in a folder; `night` takes rows in and builds everything."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.home = home
        self._settings = {"sources": OFF, "home": home, **settings}
        self._snapshots: dict[str, Path] = {}

    def settings(self, now: str) -> Settings:
        """The settings with the clock at the given night."""
        return Settings.load(now=datetime.fromisoformat(now).replace(tzinfo=UTC), **self._settings)

    def night(
        self, now: str, tables: dict[str, list[dict[str, Any]]], checks: bool = True
    ) -> dbt.BuildReport:
        """Deliver rows, run door and build; a failing check is an error of the test."""
        folder = now.replace(":", "").replace(" ", "T")
        write_landing(self.home, tables, subfolder=f"night={folder}")
        settings = self.settings(now)
        export_ledger(settings)
        accept(settings)
        report = dbt.invoke(settings, ["build", *(NO_UNIT_TESTS if checks else NO_TESTS)])
        problems = [f"{node.name}: {node.message}" for node in report.failed]
        assert report.good, report.error or "\n".join(problems)
        snapshot = self.home / f"snapshot-{folder}.duckdb"
        shutil.copyfile(settings.warehouse_path, snapshot)
        self._snapshots[now] = snapshot
        return report

    def ask(self, now: str, sql: str, *parameters: Any) -> list[tuple]:
        """Rows of a query on the snapshot of a night."""
        with duckdb.connect(str(self._snapshots[now]), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    @property
    def last(self) -> str:
        """The newest night."""
        return list(self._snapshots)[-1]
