"""The report as a Dagster asset, after the publish and the exports."""

import dagster as dg

from orchestration.report.steps import report_step
from orchestration.settings import Settings


@dg.asset(
    key=["report", "site"],
    group_name="report",
    # After the exports, so that the page on what was sent back knows this night's answers.
    deps=[
        dg.AssetKey(["publish", "marts"]),
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
