"""The sums that a night must tell: revenue on the books, and what the models gave away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

# What counts as a sale: refunds and reversals of sales do, those of leads do not.
IS_SALE = "counts_as in ('sale', 'order')"

TOTALS = f"""
with booked as (
    select coalesce(sum(value_reporting_minor), 0)::bigint as booked
    from published.marts.fct_conversions where {IS_SALE}
), attributed as (
    select attribution_model, sum(attributed_value_reporting_minor)::bigint as attributed
    from published.marts.fct_attribution_credits where {IS_SALE}
    group by attribution_model
)
select booked.booked, coalesce(attributed.attributed, booked.booked) as attributed,
    (select count(*) from attributed) as models,
    meta.reporting_currency, meta.currency_exponent
from booked
cross join published.marts._meta as meta
left join attributed on true
order by abs(attributed.attributed - booked.booked) desc nulls last
limit 1
"""


def read_totals(marts: Path | None) -> dict[str, Any]:
    """Booked and attributed revenue as text, of the model that is furthest off; {} without them."""
    if marts is None:
        return {}
    escaped = str(marts).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach '{escaped}' as published (read_only)")
        try:
            row = connection.execute(TOTALS).fetchone()
        except duckdb.CatalogException:
            return {}
    if row is None:
        return {}
    booked, attributed, models, currency, exponent = row
    text = [f"{minor / 10**exponent:,.{exponent}f}" for minor in (booked, attributed)]
    gap = f"{(attributed - booked) / 10**exponent:,.{exponent}f}"
    return {
        "booked": text[0],
        "attributed": text[1],
        "gap": gap,
        "models": models,
        "currency": currency,
    }
