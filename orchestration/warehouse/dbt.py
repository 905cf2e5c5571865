"""Runs dbt inside this process: one interpreter, one parse, no child that could outlive a kill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.arguments import dbt_arguments, dbt_environment
from orchestration.warehouse.engines import release
from orchestration.warehouse.history import ensure_tables
from orchestration.warehouse.lock import require_free
from orchestration.warehouse.log import dbt_log
from orchestration.warehouse.parsing import ensure_manifest, parsed_project
from orchestration.warehouse.samples import first_rows

__all__ = ["ON_DEMAND", "BuildReport", "Node", "build", "ensure_manifest", "invoke"]

# What no night builds: it costs much and is read seldom.
ON_DEMAND = "tag:on_demand"


@dataclass(frozen=True)
class Node:
    """One finished dbt node. `status` is dbt's word: success, pass, warn, error, fail, skipped."""

    unique_id: str
    name: str
    kind: str
    status: str
    seconds: float
    message: str = ""
    failures: int = 0
    rows: int | None = None


@dataclass(frozen=True)
class BuildReport:
    """What one dbt invocation did; `error` is set when dbt itself could not run."""

    nodes: list[Node] = field(default_factory=list)
    error: str = ""

    @property
    def failed(self) -> list[Node]:
        """Nodes that block the publish."""
        return [node for node in self.nodes if node.status in {"error", "fail", "runtime error"}]

    @property
    def warned(self) -> list[Node]:
        """Checks that warn."""
        return [node for node in self.nodes if node.status == "warn"]

    @property
    def good(self) -> bool:
        """True when every model was built and every blocking check passed."""
        return not self.error and not self.failed

    def count(self, *kinds: str) -> int:
        """How many nodes of these kinds ran."""
        return sum(node.kind in kinds and node.status != "skipped" for node in self.nodes)


def build(
    settings: Settings,
    select: list[str] | None = None,
    full_refresh: bool = False,
    on_node: Callable[[Node], None] | None = None,
) -> BuildReport:
    """Seeds, models and tests in order of their dependencies; all of a night without `select`."""
    # Unit tests prove the SQL, not the data: they belong to `make test`, not to a night.
    command = ["build", "--exclude-resource-type", "unit_test"]
    if select:
        command += ["--select", *select]
    else:
        command += ["--exclude", ON_DEMAND]
    if full_refresh:
        command += ["--full-refresh"]
    return invoke(settings, command, on_node)


def invoke(
    settings: Settings, command: list[str], on_node: Callable[[Node], None] | None = None
) -> BuildReport:
    """Run one dbt command in this process and close its database afterwards.

    Raises WarehouseLocked when another program has the warehouse open, ProjectUnparsable when
    the project cannot be parsed.
    """
    from dbt.cli.main import dbtRunner

    from orchestration.warehouse.events import sparing_events

    dbt_environment(settings)
    (settings.home / "tmp").mkdir(parents=True, exist_ok=True)
    require_free(settings)
    ensure_tables(settings)
    manifest = parsed_project(settings)
    with dbt_log(settings.logs_dir) as heard, sparing_events():
        callbacks = [heard, _progress(on_node)] if on_node else [heard]
        try:
            runner = dbtRunner(manifest=manifest, callbacks=callbacks)
            # The parse has written the manifest, and dbt's JSON of the results is read by nobody.
            outcome = runner.invoke(dbt_arguments(settings, *command, "--no-write-json"))
        finally:
            release(settings)
    results = getattr(outcome.result, "results", None)
    if results is None:
        return BuildReport(error=str(outcome.exception or "dbt did not run"))
    return BuildReport([_node(settings, result) for result in results])


def _node(settings: Settings, result: Any) -> Node:
    message = str(result.message or "")
    if str(result.status) in {"fail", "warn"} and getattr(result.node, "compiled_code", None):
        found = first_rows(settings, result.node.compiled_code)
        message = f"{message}: {found}" if found else message
    return Node(
        unique_id=result.node.unique_id,
        name=result.node.name,
        kind=str(result.node.resource_type),
        status=str(result.status),
        seconds=float(result.execution_time or 0.0),
        message=message,
        failures=int(result.failures or 0),
    )


def _progress(on_node: Callable[[Node], None]) -> Callable[[Any], None]:
    def heard(event: Any) -> None:
        if event.info.name != "NodeFinished":
            return
        node, outcome = event.data.node_info, event.data.run_result
        on_node(
            Node(
                node.unique_id,
                node.node_name,
                node.resource_type,
                outcome.status or node.node_status,
                outcome.execution_time,
                outcome.message,
            )
        )

    return heard
