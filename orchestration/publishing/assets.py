"""Publish and report as Dagster assets: after every mart, and after the publish."""

import dagster as dg

from orchestration.publishing.steps import publish_step, report_step
from orchestration.settings import PROJECT_DIR, Settings

__all__ = ["marts", "publish_step", "report_step", "site"]

MODELS = PROJECT_DIR / "dbt_project" / "models"
PUBLISHED_MODELS = [
    dg.AssetKey([layer, model.stem])
    for layer in ("marts", "exports")
    for model in sorted((MODELS / layer).rglob("*.sql"))
]


@dg.asset(
    key=["publish", "marts"],
    group_name="publish",
    deps=PUBLISHED_MODELS,
    description="The marts as BI tools read them: one DuckDB file and Parquet, switched at once.",
)
def marts(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
) -> dg.MaterializeResult:
    """Publish a new version; the one before it stays current until the switch."""
    payload = publish_step(settings, context.run_id)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(payload["path"]),
            "version": payload["version"],
            "bytes": payload["bytes"],
            "rows": sum(payload["tables"].values()),
            "attribution_gap": payload["totals"].get("gap", ""),
        }
    )


@dg.asset(
    key=["report", "site"],
    group_name="report",
    # After the exports, so that the page on what was sent back knows this night's answers.
    deps=[
        marts,
        dg.AssetKey(["export", "google_data_manager"]),
        dg.AssetKey(["export", "hubspot"]),
    ],
    description="The static report: one HTML file, built from the published marts alone.",
)
def site(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
) -> dg.MaterializeResult:
    """Write the report from the marts that were just published."""
    payload = report_step(settings, context.run_id)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(payload["path"]),
            "bytes": payload["bytes"],
            "warnings": len(payload["warnings"]),
        }
    )
