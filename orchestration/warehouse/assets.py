"""Every dbt model as a Dagster asset and every data test as an asset check."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration import progress, runs
from orchestration.settings import Settings
from orchestration.warehouse.dbt import BuildReport, Node, build, ensure_manifest

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


@dbt_assets(
    manifest=MANIFEST,
    dagster_dbt_translator=FolderGroups(),
    name="warehouse",
)
def warehouse(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
):
    """Build the warehouse; its blocking checks decide whether anything is published."""
    started = time.monotonic()
    select = None if not context.is_subset else _names(context)
    report = build(settings, select, on_node=_tell)
    step = build_step(report, time.monotonic() - started)
    runs.record(settings, context.run_id, step)
    progress.tell(progress.Told("build", "", step.status, step.seconds, step.payload["summary"]))
    yield from _events(context, report)
    if not report.good:
        raise dg.Failure(build_problem(report), allow_retries=False)


def _tell(node: Node) -> None:
    progress.tell(progress.Told("build", node.name, node.status, node.seconds))


def build_step(report: BuildReport, seconds: float) -> runs.Step:
    """What the summary says of a build."""
    payload = {
        "summary": f"{report.count('model')} models, {report.count('test')} checks",
        "models": report.count("model"),
        "seeds": report.count("seed"),
        "tests": report.count("test"),
        "unit_tests": report.count("unit_test"),
        "failed": [f"{node.name}: {node.message}" for node in report.failed],
        "warned": [f"{node.name}: {node.failures}" for node in report.warned],
        "error": report.error,
    }
    return runs.Step("build", "good" if report.good else "failed", seconds, payload)


def build_problem(report: BuildReport) -> str:
    """The failure in one paragraph: which node, why, and how to see more."""
    first = report.failed[0] if report.failed else None
    what = f"{first.kind} {first.name}: {first.message}" if first else report.error
    return (
        f"the build failed, nothing is published — {what} — {len(report.failed)} node(s) failed — "
        "FIX: headwater build --select <node>, logs in logs/dbt.log"
    )


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
