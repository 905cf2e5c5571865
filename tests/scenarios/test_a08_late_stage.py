"""A8. A won row arrives late, its amount is edited, and the deal is reopened to lost."""

from __future__ import annotations

from tests.scenarios.conftest import money
from tests.scenarios.rows import deal, lead, link, page, won

VISITOR, MAIL = "a8-jo", "a8.jo@stories.example"
CREATED = "2026-03-10 09:00:00"


def _won(read_at: str, amount: float) -> dict:
    return won("a8-deal", CREATED, "2026-03-20 09:45:00", amount, read_at=read_at)


def _stage(changed_at: str, to_stage: str) -> dict:
    return {
        "crm": "crm",
        "object_type": "opportunity",
        "object_id": "a8-deal",
        "changed_at": changed_at,
        "to_stage": to_stage,
    }


DELIVERIES = {
    "2026-03-21": {
        "web_events": [
            page(VISITOR, "2026-03-06 14:00:00", "/", "https://www.google.com/"),
            page(
                VISITOR, "2026-03-06 14:05:00", "/demo", event_type="form_submit",
                form_id="a8", email=MAIL,
            ),
        ],
        "leads": [lead("a8-lead", "2026-03-06 14:05:30", email=MAIL)],
        "opportunity_leads": [link("a8-deal", "a8-lead")],
        "opportunities": [
            deal("a8-deal", CREATED, "2026-03-20 23:00:00", amount=1000, stage="proposal")
        ],
        "stage_changes": [_stage("2026-03-10 09:00:00", "proposal")],
    },
    "2026-03-25": {
        "opportunities": [_won("2026-03-25 08:00:00", 1000)],
        "stage_changes": [_stage("2026-03-20 09:45:00", "closedwon")],
    },
    "2026-03-28": {"opportunities": [_won("2026-03-28 08:00:00", 1200)]},
    "2026-03-30": {
        "opportunities": [
            deal(
                "a8-deal", CREATED, "2026-03-30 08:00:00", amount=1200, stage="closedlost",
                is_won=False, is_closed=True, closed_at="2026-03-30 07:30:00",
            )
        ],
        "stage_changes": [_stage("2026-03-30 07:30:00", "closedlost")],
    },
}  # fmt: skip


def _ledger(nights, night: str) -> list[tuple]:
    return nights.ask(
        """
        select conversion_type, event_date::varchar, value, units from marts.fct_conversions
        where opportunity_id = 'a8-deal' and conversion_type in ('sale', 'refund', 'reversal')
        order by conversion_at
        """,
        night=night,
    )


def test_before_the_row_arrives_there_is_no_sale(nights):
    assert _ledger(nights, "2026-03-21") == []


def test_a_late_row_is_dated_by_its_close(nights):
    assert _ledger(nights, "2026-03-25") == [("sale", "2026-03-20", *money(1000), 1)]


def test_an_edited_amount_is_the_truth(nights):
    assert _ledger(nights, "2026-03-28") == [("sale", "2026-03-20", *money(1200), 1)]


def test_a_reopened_deal_is_reversed_on_its_own_day(nights):
    assert _ledger(nights, "2026-03-30") == [
        ("sale", "2026-03-20", *money(1200), 1),
        ("reversal", "2026-03-30", *money(-1200), -1),
    ]
    assert sum(nights.credit("a8-deal", "linear", "reversal")) == money(-1200)[0]
