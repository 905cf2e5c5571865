"""Every mart of many nasty companies, held against the plain computation of the rules."""

from __future__ import annotations

from collections import Counter

from tests.reference.companies import at_accounts
from tests.reference.harness import ACCOUNTS, WORLD, build, judged
from tests.reference.marts import Marts, marts
from tests.reference.shrink import shrunk


def test_the_warehouse_tells_what_the_rules_give(companies, warehouse):
    wrong = judged(warehouse, companies)
    told = [f"{tag} {one}" for tag, differences in wrong.items() for one in differences]
    assert not told, "\n".join(told[:20])


def test_the_warehouse_tells_what_the_rules_give_for_accounts(companies, tmp_path):
    """The same companies with people of several accounts, whose journeys are theirs."""
    firms = {tag: at_accounts(tables) for tag, tables in companies.items()}
    wrong = judged(build(tmp_path, firms, ACCOUNTS), firms, ACCOUNTS)
    told = [f"{tag} {one}" for tag, differences in wrong.items() for one in differences]
    assert not told, "\n".join(told[:20])
    # Many have colleagues, or a second contact: at person grain their numbers are others.
    others = [marts(tables, ACCOUNTS) != marts(tables, WORLD) for tables in firms.values()]
    assert sum(others) > len(firms) / 4


def test_the_companies_are_nasty_enough(companies):
    """Each rare thing that the rules speak of happens somewhere."""
    seen = Counter(
        word for tables in companies.values() for word in _happened(marts(tables, WORLD))
    )
    rare = (
        "carried", "declared", "unattributed", "refund", "reversal", "order", "qualified_lead",
        "repeat_inquiry", "below zero", "JPY", "KWD", "retention", "advocacy", "call", "form",
        "chat", "email_click", "click_id_resolved", "campaign_id_resolved", "tracked_number",
    )  # fmt: skip
    assert {word: seen[word] for word in rare if not seen[word]} == {}


def _happened(told: Marts) -> set[str]:
    touches, conversions = told["fct_touchpoints"], told["fct_conversions"]
    return {
        *(row["credit_kind"] for row in told["fct_attribution_credits"]),
        *(row["conversion"][0] for row in conversions),
        *(row["currency"] for row in conversions),
        *(row["touchpoint"].split()[0] for row in touches),
        *(row["evidence"] for row in touches),
        *(row["journey_stage"] for row in touches),
        *("below zero" for row in told["dim_persons"] if row["lifetime_value_minor"] < 0),
    }


def test_a_failing_company_shrinks_to_what_fails():
    rows = [{"id": number} for number in range(20)]

    def fails(attempts: list) -> list[bool]:
        kept = ({row["id"] for row in tables.get("leads", [])} for tables in attempts)
        return [{3, 17} <= ids for ids in kept]

    assert shrunk({"leads": rows}, fails) == {"leads": [{"id": 3}, {"id": 17}]}
