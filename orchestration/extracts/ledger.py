"""The ledger as an extract: what was sent until now lands before the warehouse is built.

It is the one arrow that goes back; the marts of a night know what the nights before have sent.
"""

import dagster as dg

from orchestration.exports.ledger_export import export_ledger
from orchestration.settings import Settings


@dg.asset(
    key=["raw", "ledger", "deliveries"],
    group_name="extract",
    description="One row per revision of a delivery, as the ledger of sent conversions has it.",
)
def deliveries(
    settings: dg.ResourceParam[Settings], night: dg.ResourceParam[object]
) -> dg.MaterializeResult:
    """Land the ledger for the reconciliation marts."""
    return dg.MaterializeResult(metadata={"path": str(export_ledger(settings))})
