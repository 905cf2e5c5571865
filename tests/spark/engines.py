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
from collections.abc import Collection
from pathlib import Path

from orchestration.exports import export_ledger
from orchestration.landing.accept import accept
from orchestration.settings import PROJECT_DIR, Settings
from tests.spark.parity import Compared, compare
from tests.support.small_company import NOW, deliver

ENGINES = ("duckdb", "spark")
# A process of its own for each engine: it starts from nothing, and what it took ends with it.
BUILD = """
import sys
from orchestration.settings import Settings
from orchestration.warehouse.dbt import invoke
command = ["build", "--exclude-resource-type", "unit_test", *sys.argv[1:]]
report = invoke(Settings.load(), command)
for node in report.failed:
    print(node.name, node.message)
print(report.count("model"), "models,", report.count("test"), "data tests", report.error)
sys.exit(not report.good)
"""
# For a few people making machine code of a query costs more than running it: Spark interprets, Java
# compiles once and lightly, one thread collects the garbage, no metastore outlives the build.
LIGHT = {
    "SPARK_CONF_DIR": str(Path(__file__).resolve().parent / "light"),
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=400m -XX:+UseSerialGC",
    "HEADWATER_MEMORY_LIMIT": "2GB",
    "HEADWATER_SPARK_PARTITIONS": "1",
    "HEADWATER_SPARK_CATALOG": "in-memory",
}


def main() -> int:
    """Build, compare, print."""
    if sys.argv[1:] != ["small"]:
        return judge(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="headwater-") as folder:
        deliver_small(Path(folder))
        return judge(Path(folder), **LIGHT)


def judge(home: Path, **environment: str) -> int:
    """0 when both engines build and agree on every table; prints a line per table."""
    seconds = {}
    for engine in ENGINES:
        started = time.monotonic()
        built = build(home, engine, **environment)
        print(built.stdout, built.stderr if built.returncode else "", sep="")
        if built.returncode:
            print(f"the build on {engine} failed")
            return 1
        seconds[engine] = time.monotonic() - started
    tables = compared(home)
    for table in tables:
        print(_line(table))
    different = sum(not table.is_equal for table in tables)
    print(f"{len(tables)} tables, {different} differ")
    print(", ".join(f"{engine} {spent:.0f} s" for engine, spent in seconds.items()))
    return 1 if different or not tables else 0


def deliver_small(home: Path) -> None:
    """The small company's rows, accepted: what both engines build from."""
    deliver(home)
    settings = Settings.load(home=home, now=NOW)
    export_ledger(settings)
    accept(settings)


def build(
    home: Path, engine: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One dbt build of everything, with more `arguments`; exits with 0 when all of it is good."""
    given = {"HEADWATER_HOME": str(home), "HEADWATER_ENGINE": engine, **environment}
    return subprocess.run(
        [sys.executable, "-c", BUILD, *arguments],
        env={**os.environ, **given, "PYTHONPATH": str(PROJECT_DIR)},
        cwd=PROJECT_DIR,
        check=False,
        capture_output=True,
        text=True,
    )


def compared(home: Path, without: Collection[str] = ()) -> list[Compared]:
    """The marts and exports of both engines' builds of one home, table by table."""
    files = (Settings.load(home=home, engine=one).warehouse_path for one in ENGINES)
    return compare(*files, without=without)


def _line(table: Compared) -> str:
    verdict = "equal" if table.is_equal else "DIFFERS"
    alone = f"{table.only_first} and {table.only_second} rows alone"
    more = f"  {table.example[:400]}" if table.example else ""
    return f"{table.name:<45}{table.rows:>9} rows  {verdict}  {alone}, gap {table.gap:.1e}{more}"


if __name__ == "__main__":
    sys.exit(main())
