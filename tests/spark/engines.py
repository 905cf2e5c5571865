"""Builds one home's accepted rows on both engines and holds their marts and exports together.

Run as `python -m tests.spark.engines <home>` (`make spark`), or with `small` in place of a home for
the small company. Exits with 1 when a build fails or a table differs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orchestration.exports import export_ledger
from orchestration.landing.accept import accept
from orchestration.settings import PROJECT_DIR, Settings
from tests.spark.parity import Compared, compare
from tests.support.small_company import NOW, deliver

ENGINES = ("duckdb", "spark")
# Seeds, models and data tests, and what is built on demand, in a process of its own: each engine
# starts from nothing.
BUILD = """
import sys
from orchestration.settings import Settings
from orchestration.warehouse.dbt import ON_DEMAND, build
for select in (None, [ON_DEMAND]):
    report = build(Settings.load(), select)
    for node in report.failed:
        print(node.name, node.message)
    print(report.count("model"), "models,", report.count("test"), "data tests", report.error)
    if not report.good:
        sys.exit(1)
"""


def main() -> int:
    """Build, compare, print."""
    if sys.argv[1:] != ["small"]:
        return judge(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="headwater-") as folder:
        deliver(Path(folder))
        settings = Settings.load(home=folder, now=NOW)
        export_ledger(settings)
        accept(settings)
        return judge(Path(folder))


def judge(home: Path) -> int:
    """0 when both engines build and agree on every table; prints a line per table."""
    seconds = {}
    for engine in ENGINES:
        started = time.monotonic()
        if not build(home, engine):
            print(f"the build on {engine} failed")
            return 1
        seconds[engine] = time.monotonic() - started
    tables = compare(*(Settings.load(home=home, engine=one).warehouse_path for one in ENGINES))
    for table in tables:
        print(_line(table))
    different = sum(not table.is_equal for table in tables)
    print(f"{len(tables)} tables, {different} differ")
    print(", ".join(f"{engine} {spent:.0f} s" for engine, spent in seconds.items()))
    return 1 if different or not tables else 0


def build(home: Path, engine: str) -> bool:
    """One dbt build; whether every model was built and every data test passed."""
    given = {"HEADWATER_HOME": str(home), "HEADWATER_ENGINE": engine}
    environment = {**os.environ, **given, "PYTHONPATH": str(PROJECT_DIR)}
    command = [sys.executable, "-c", BUILD]
    return subprocess.run(command, env=environment, cwd=PROJECT_DIR, check=False).returncode == 0


def _line(table: Compared) -> str:
    verdict = "equal" if table.is_equal else "DIFFERS"
    alone = f"{table.only_first} and {table.only_second} rows alone"
    more = f"  {table.example[:400]}" if table.example else ""
    return f"{table.name:<45}{table.rows:>9} rows  {verdict}  {alone}, gap {table.gap:.1e}{more}"


if __name__ == "__main__":
    sys.exit(main())
