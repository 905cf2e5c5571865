"""The exports as Dagster assets, after the marts have been published."""

import dagster as dg

from orchestration.exports.steps import export_step, is_delivered, metadata_of
from orchestration.settings import Settings

PUBLISHED = dg.AssetKey(["publish", "marts"])
GOOGLE = dg.AssetKey(["export", "google_data_manager"])
HUBSPOT = dg.AssetKey(["export", "hubspot"])
CRM_FIELDS = dg.AssetKey(["seeds", "crm_field_map"])
DELIVERED = "everything_delivered"


@dg.asset(
    key=GOOGLE,
    group_name="exports",
    deps=[PUBLISHED],
    check_specs=[dg.AssetCheckSpec(DELIVERED, asset=GOOGLE)],
    description="Offline conversions, with refunds, sent to Google through the Data Manager API.",
)
def google_data_manager(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
) -> dg.MaterializeResult:
    """Tell Google's clicks what they were worth."""
    return _result(export_step(settings, context.run_id, "google_data_manager"), GOOGLE)


@dg.asset(
    key=HUBSPOT,
    group_name="exports",
    deps=[PUBLISHED, CRM_FIELDS],
    check_specs=[dg.AssetCheckSpec(DELIVERED, asset=HUBSPOT)],
    description="The source and journey of every lead, written back to HubSpot contacts.",
)
def hubspot(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[Settings],
    night: dg.ResourceParam[object],
) -> dg.MaterializeResult:
    """Write lead sources back to the CRM."""
    return _result(export_step(settings, context.run_id, "hubspot"), HUBSPOT)


def _result(payload: dict, key: dg.AssetKey) -> dg.MaterializeResult:
    check = dg.AssetCheckResult(
        asset_key=key,
        check_name=DELIVERED,
        passed=is_delivered(payload),
        severity=dg.AssetCheckSeverity.WARN,
    )
    return dg.MaterializeResult(metadata=metadata_of(payload), check_results=[check])
