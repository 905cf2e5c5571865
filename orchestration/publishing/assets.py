"""The publish as a Dagster asset, after every mart."""

import dagster as dg

from orchestration.publishing.steps import publish_step
from orchestration.settings import PROJECT_DIR, Settings

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
