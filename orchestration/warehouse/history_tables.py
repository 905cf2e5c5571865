"""The tables of history with their columns, and how one of them is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# Read beside the rows by the names of columns: rows of an earlier release may lack some.
EMPTY = "empty.parquet"

_TEXT, _WHOLE, _BIT = pa.string(), pa.int64(), pa.bool_()
_TIME, _UNITS, _SHARE = pa.timestamp("us"), pa.decimal128(18, 9), pa.float64()

_RUN = {"run_number": _WHOLE, "run_id": _TEXT, "run_at": _TIME}
_RULES = {"fingerprint": _TEXT, "rules_changed": _TEXT}

TABLES: dict[str, dict[str, pa.DataType]] = {
    "tonight": {
        **_RUN, "last_run_at": _TIME, **_RULES, "has_other_ledger_rules": _BIT,
        "has_other_touch_rules": _BIT, "has_other_credit_rules": _BIT,
    },
    "runs": {**_RUN, **_RULES},
    "changes": {
        "change_id": _TEXT, **_RUN, "attribution_model": _TEXT, "channel": _TEXT,
        "conversion_id": _TEXT, "conversion_type": _TEXT, "counts_as": _TEXT, "cause": _TEXT,
        "currency": _TEXT,
        "old_units": _UNITS, "new_units": _UNITS, "units_change": _UNITS,
        "old_value_minor": _WHOLE, "new_value_minor": _WHOLE, "value_change_minor": _WHOLE,
        "old_value_reporting_minor": _WHOLE, "new_value_reporting_minor": _WHOLE,
        "value_reporting_change_minor": _WHOLE, "old_weight": _SHARE, "new_weight": _SHARE,
    },
    "credits": {
        "attribution_model": _TEXT, "conversion_id": _TEXT, "channel": _TEXT,
        "conversion_type": _TEXT, "counts_as": _TEXT, "currency": _TEXT, "attributed_units": _UNITS,
        "attributed_value_minor": _WHOLE, "attributed_value_reporting_minor": _WHOLE,
    },
    "journeys": {"conversion_id": _TEXT, "touchpoint_id": _TEXT, "milestones": _TEXT},
    "conversions": {
        "conversion_id": _TEXT, "conversion_type": _TEXT, "journey_conversion_id": _TEXT,
        "person_id": _TEXT, "lead_id": _TEXT, "inquiry_type": _TEXT, "record_id": _TEXT,
        "declared_source": _TEXT, "currency": _TEXT, "value_minor": _WHOLE,
        "reporting_currency": _TEXT, "value_reporting_minor": _WHOLE, "conversion_at": _TIME,
    },
    "weights": {
        "conversion_type": _TEXT, "attribution_model": _TEXT, "channel": _TEXT, "weight": _SHARE,
    },
    "touchpoints": {
        "touchpoint_id": _TEXT, "person_id": _TEXT, "channel": _TEXT, "evidence": _TEXT,
        "touchpoint_at": _TIME,
    },
}  # fmt: skip


def write_table(name: str, path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """One typed Parquet file of a table of history; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    pq.write_table(pa.Table.from_pylist(list(rows), schema=pa.schema(TABLES[name])), draft)
    os.replace(draft, path)
