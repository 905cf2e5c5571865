"""What was sent back after the publish: the mart knows the nights before, the ledger tonight's."""

from __future__ import annotations

from orchestration.report.marts import Marts
from orchestration.settings import PROJECT_DIR, Settings

STATES = PROJECT_DIR / "seeds" / "delivery_states.csv"

# As in rpt_exports; the rate is the one at which the conversion itself was converted.
_QUERY = """
with newest as (
    select *, row_number() over (
        partition by destination, account, action, conversion_key order by revision desc
    ) as revision_rank
    from read_parquet('{ledger}')
),
valued as (
    select newest.destination, cast(coalesce(newest.event_at, newest.created_at) as date) as day,
        coalesce(states.shown_as, newest.state) as state,
        coalesce(newest.reason, newest.error_code, '') as reason,
        newest.value_minor * conversions.value_reporting
            / nullif(conversions.value_minor, 0) as value,
        case when states.shown_as = 'accepted' then newest.updated_at end as accepted_at
    from newest
    left join read_csv('{states}', header = true) as states on newest.state = states.state
    left join {conversions} as conversions
        on newest.conversion_key = conversions.conversion_id
    where newest.revision_rank = 1
)
select destination, day, state, reason, count(*)::bigint as rows,
    coalesce(sum(value), 0)::decimal(18, 3) as value,
    max(max(accepted_at)) over (partition by destination) as last_success_at
from valued group by destination, day, state, reason
"""


def take_tonights_answers(marts: Marts, settings: Settings) -> None:
    """Put the ledger as it stands in the place of `rpt_exports`, when there is one."""
    ledger = settings.accepted_dir / "ledger" / "deliveries" / "deliveries.parquet"
    needed = ("conversion_id", "value_minor", "value_reporting")
    if not ledger.exists() or not marts.has("fct_conversions", *needed):
        return
    marts.replace(
        "rpt_exports",
        _QUERY.format(
            ledger=str(ledger).replace("'", "''"),
            states=str(STATES).replace("'", "''"),
            conversions=marts.table("fct_conversions"),
        ),
    )
