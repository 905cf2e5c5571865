"""Every dbt model as a Dagster asset and every data test as an asset check."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration import progress
from orchestration.settings import Settings
from orchestration.warehouse.building import build_problem, build_warehouse
from orchestration.warehouse.dbt import ON_DEMAND, BuildReport, Node, build
from orchestration.warehouse.history import land
from orchestration.warehouse.history_tables import TABLES
from orchestration.warehouse.parsing import ensure_manifest

MANIFEST = ensure_manifest(Settings.load())


class FolderGroups(DagsterDbtTranslator):
    """Groups follow the folders: the verbs of the story instead of one heap."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Seeds are rules; of models, the folder below the layer, or the layer itself."""
        if dbt_resource_props["resource_type"] == "seed":
            return "rules"
        folders = dbt_resource_props["fqn"][1:-1]
        deep = folders[0] == "intermediate" and len(folders) > 1
        return folders[1] if deep else folders[0]


@dg.multi_asset(
    name="history",
    specs=[dg.AssetSpec(dg.AssetKey(["raw", "history", name])) for name in TABLES],
    group_name="landing",
)
def history(
    settings: dg.ResourceParam[Settings], night: dg.ResourceParam[object]
) -> Iterator[dg.MaterializeResult]:
    """Put what the last published night said beside tonight's rows."""
    land(settings)
    for spec in history.specs:
        yield dg.MaterializeResult(asset_key=spec.key)


@dbt_assets(
    manifest=MANIFEST,
    exclude=ON_DEMAND,
    dagster_dbt_translator=FolderGroups(),
    name="warehouse",
)
def warehouse(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
):
    """Build the warehouse; its blocking checks decide whether anything is published."""
    select = None if not context.is_subset else _names(context)
    report = build_warehouse(settings, context.run_id, select, on_node=_tell)
    yield from _events(context, report)
    if not report.good:
        raise dg.Failure(build_problem(report), allow_retries=False)


@dbt_assets(
    manifest=MANIFEST,
    select=ON_DEMAND,
    dagster_dbt_translator=FolderGroups(),
    name="intervals",
)
def intervals(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
):
    """Build what no night builds, from the warehouse as it is."""
    report = build(settings, [ON_DEMAND], on_node=_tell)
    yield from _events(context, report)
    if not report.good:
        raise dg.Failure(build_problem(report), allow_retries=False)


def _tell(node: Node) -> None:
    progress.tell(progress.Told("build", node.name, node.status, node.seconds))


def _names(context: dg.AssetExecutionContext) -> list[str]:
    return [key.path[-1] for key in context.selected_asset_keys]


def _events(context: dg.AssetExecutionContext, report: BuildReport) -> Iterator[Any]:
    keys = {key.path[-1]: key for key in context.selected_asset_keys}
    for node in report.nodes:
        if node.kind in {"model", "seed"} and node.status == "success" and node.name in keys:
            yield dg.MaterializeResult(
                asset_key=keys[node.name], metadata={"seconds": round(node.seconds, 3)}
            )
    yield from _checks(context, report)


def _checks(context: dg.AssetExecutionContext, report: BuildReport) -> Iterator[Any]:
    nodes: dict[str, Node] = {node.name: node for node in report.nodes if node.kind == "test"}
    for check in context.selected_asset_check_keys:
        node = nodes.get(check.name)
        if node is None or node.status == "skipped":
            continue
        yield dg.AssetCheckResult(
            asset_key=check.asset_key,
            check_name=check.name,
            passed=node.status == "pass",
            severity=_severity(node),
            metadata={"failing_rows": node.failures},
        )


def _severity(node: Node) -> dg.AssetCheckSeverity:
    warns = node.status == "warn"
    return dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR
