"""Credits as they stood after a past run, from the log of changes alone."""

from __future__ import annotations

from typing import Any

import duckdb

# One row per attribution model, ledger entry and channel with credit after run `$run_number`.
# The last change up to then says what stood; the sums of data-driven models are added up.
CREDITS = """
    select attribution_model, conversion_id, channel, conversion_type, counts_as, currency,
        new_units as units, new_value_minor as value_minor,
        new_value_reporting_minor as value_reporting_minor
    from marts.fct_credit_changes
    where run_number <= $run_number and conversion_id <> '(all)'
    qualify row_number() over (
        partition by attribution_model, conversion_id, channel, conversion_type, currency
        order by run_number desc
    ) = 1 and (new_units <> 0 or new_value_minor <> 0 or new_value_reporting_minor <> 0)
    union all
    select attribution_model, conversion_id, channel, conversion_type, counts_as, currency,
        cast(sum(units_change) as decimal(18, 9)), cast(sum(value_change_minor) as bigint),
        cast(sum(value_reporting_change_minor) as bigint)
    from marts.fct_credit_changes
    where run_number <= $run_number and conversion_id = '(all)'
    group by attribution_model, conversion_id, channel, conversion_type, counts_as, currency
"""


def credits_as_of(
    marts: duckdb.DuckDBPyConnection, run_number: int, model: str, channels: list[str]
) -> list[dict[str, Any]]:
    """Rows of CREDITS under one attribution model, of the given channels, or of all if none."""
    cursor = marts.execute(
        f"""
        select * replace (cast(units as double) as units) from ({CREDITS})
        where attribution_model = $model and (len($channels) = 0 or channel in $channels)
        order by channel, conversion_type, conversion_id
        """,
        {"run_number": run_number, "model": model, "channels": channels},
    )
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
