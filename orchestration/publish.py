"""Publishes the marts: a new version beside the old ones, then one atomic switch.

Nobody but Headwater opens the warehouse. BI tools and the report read
``published/current/marts.duckdb`` or ``published/current/parquet/<mart>/``; the exporters read
the private ``published/current/exports.duckdb``. A version is never changed after the switch,
so a reader neither blocks the night nor sees half of it.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.publishing import copying, versions
from orchestration.publishing.meta import write_meta
from orchestration.publishing.run import (
    PublishError,
    PublishFailed,
    PublishRefused,
    WarehouseRun,
    require_publishable,
)
from orchestration.settings import Settings
from orchestration.warehouse import history

__all__ = [
    "PublishError",
    "PublishFailed",
    "PublishRefused",
    "PublishResult",
    "WarehouseRun",
    "current_exports",
    "current_marts",
    "publish",
]

MARTS_FILE = "marts.duckdb"
# The same file under a name that is not also its schema's: DuckDB calls a database after its
# file, and `marts.rpt_sources` is ambiguous in a database named marts.
MARTS_ALIAS = "headwater.duckdb"
EXPORTS_FILE = "exports.duckdb"
# What a sender reads. The steps that prepare them share the schema and stay at home.
EXPORT_MODELS = "exp_"


@dataclass(frozen=True)
class PublishResult:
    """What was published: rows per mart and per export, size of the version in bytes."""

    version: str
    path: Path
    tables: dict[str, int]
    exports: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    seconds: float = 0.0


def publish(settings: Settings, run: WarehouseRun) -> PublishResult:
    """Copy the warehouse's marts and exports into a new version and make it current.

    Raises PublishRefused when the run's checks have not passed or another publish is running,
    PublishFailed when the copy is not whole. Either way the current version stays.
    """
    require_publishable(run)
    started = time.monotonic()
    published = settings.published_dir
    with versions.sole_publisher(published):
        building, version = versions.start_version(published, run.run_id)
        try:
            tables, exports = _build(settings, run, building)
            final = versions.switch_to(published, building, version)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        versions.prune(published)
        history.take_over(settings)
    sizes = {file.stat().st_ino: file.stat().st_size for file in final.rglob("*") if file.is_file()}
    return PublishResult(
        version, final, tables, exports, sum(sizes.values()), time.monotonic() - started
    )


def current_marts(settings: Settings) -> Path | None:
    """Path of the published marts, or None before the first publish."""
    return versions.current_file(settings.published_dir, MARTS_FILE)


def current_exports(settings: Settings) -> Path | None:
    """Path of the private exports file, or None before the first publish."""
    return versions.current_file(settings.published_dir, EXPORTS_FILE)


def _build(
    settings: Settings, run: WarehouseRun, building: Path
) -> tuple[dict[str, int], dict[str, int]]:
    """Write every file of a version into its building folder."""
    connection = copying.open_warehouse(settings)
    try:
        tables = copying.copy_schema(connection, "marts", building / MARTS_FILE, "marts_file")
        if not tables:
            raise PublishFailed(
                f"the warehouse has no marts — {settings.warehouse_path} — an empty copy would "
                "replace a good one — FIX: headwater build"
            )
        write_meta(connection, "marts_file", settings, run)
        parquet_names = [*tables, "_meta"]
        copying.write_parquet(
            connection, "marts", "marts_file", parquet_names, building / "parquet"
        )
        exports = copying.copy_schema(
            connection, "exports", building / EXPORTS_FILE, "exports_file", EXPORT_MODELS
        )
        copying.write_state(connection, settings, building / history.STATE)
        connection.execute("detach marts_file")
        connection.execute("detach exports_file")
    except duckdb.Error as error:
        raise PublishFailed(
            f"copying the marts failed — {building.name} — {error} — FIX: headwater doctor"
        ) from error
    finally:
        connection.close()
    # A hard link, for DuckDB looks through symlinks when it names a database.
    (building / MARTS_ALIAS).hardlink_to(building / MARTS_FILE)
    (building / EXPORTS_FILE).chmod(0o600)
    return tables, exports
