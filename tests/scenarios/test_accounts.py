"""Journeys of whole accounts (`journey_grain`): the same companies' rows at either grain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.scenarios.conftest import Nights, money
from tests.scenarios.rows import lead, link, page, won
from tests.support.company import Company

NIGHT = "2026-05-15 03:00:00"
SEARCH = "https://www.google.com/"
SOCIAL = "/?utm_source=linkedin&utm_medium=paid-social&utm_campaign=b2b"
NEWS = "/?utm_source=news&utm_medium=email&utm_campaign=b2b"


def _known(visitor: str, at: str, mail: str) -> dict:
    return page(visitor, at, "/demo", event_type="form_submit", form_id="demo", email=mail)


# Ana and Bob of one company: she comes first, he asks and buys; their second deal is a new cycle.
_COLLEAGUES = {
    "web_events": [
        page("acc-ana", "2026-03-01 10:00:00", "/", SEARCH),
        _known("acc-ana", "2026-03-01 10:05:00", "ana@probes.example"),
        page("acc-bob", "2026-03-10 10:00:00", SOCIAL),
        _known("acc-bob", "2026-03-10 10:05:00", "bob@probes.example"),
        page("acc-ana", "2026-03-20 10:00:00", NEWS),
        page("acc-ana", "2026-04-02 10:00:00", SOCIAL),
    ],
    "leads": [lead("acc-bob", "2026-03-10 10:06:00", email="bob@probes.example")],
    "opportunity_leads": [link("acc-1", "acc-bob"), link("acc-2", "acc-bob")],
    "opportunities": [
        won("acc-1", "2026-03-12 09:00:00", "2026-03-25 10:00:00", 900),
        won("acc-2", "2026-04-01 09:00:00", "2026-04-10 10:00:00", 100),
    ],
}
# Two strangers with addresses of one public mail host.
_STRANGERS = {
    "web_events": [
        page("acc-cy", "2026-03-01 10:00:00", "/", SEARCH),
        _known("acc-cy", "2026-03-01 10:05:00", "acc.cy@gmail.com"),
        page("acc-di", "2026-03-10 10:00:00", SOCIAL),
        _known("acc-di", "2026-03-10 10:05:00", "acc.di@gmail.com"),
    ],
    "leads": [lead("acc-di", "2026-03-10 10:06:00", email="acc.di@gmail.com")],
    "opportunity_leads": [link("acc-3", "acc-di")],
    "opportunities": [won("acc-3", "2026-03-12 09:00:00", "2026-03-25 10:00:00", 300)],
}
# Eve and Flo share a domain, but the CRM says that they belong to different accounts; Gus, of
# another domain, belongs to Flo's.
_BY_CRM = {
    "web_events": [
        page("acc-eve", "2026-03-01 10:00:00", "/", SEARCH),
        _known("acc-eve", "2026-03-01 10:05:00", "eve@group.example"),
        page("acc-gus", "2026-03-05 10:00:00", NEWS),
        _known("acc-gus", "2026-03-05 10:05:00", "gus@gus.example"),
        page("acc-flo", "2026-03-10 10:00:00", SOCIAL),
        _known("acc-flo", "2026-03-10 10:05:00", "flo@group.example"),
    ],
    "leads": [
        lead("acc-eve", "2026-03-01 10:06:00", email="eve@group.example", account_id="acc-north"),
        lead("acc-gus", "2026-03-05 10:06:00", email="gus@gus.example", account_id="acc-south"),
        lead("acc-flo", "2026-03-10 10:06:00", email="flo@group.example", account_id="acc-south"),
    ],
    "opportunity_leads": [link("acc-4", "acc-flo")],
    "opportunities": [won("acc-4", "2026-03-12 09:00:00", "2026-03-25 10:00:00", 400)],
}
# A deal of an account that the CRM names, with an adviser's private address among its contacts;
# and a deal that names an account and nobody.
_CONTACTS = {
    "web_events": [
        page("acc-hal", "2026-03-01 10:00:00", "/", SEARCH),
        _known("acc-hal", "2026-03-01 10:05:00", "acc.hal@gmail.com"),
        page("acc-ida", "2026-03-10 10:00:00", SOCIAL),
        _known("acc-ida", "2026-03-10 10:05:00", "ida@ida.example"),
    ],
    "leads": [
        lead("acc-hal", "2026-03-01 10:06:00", email="acc.hal@gmail.com"),
        lead("acc-ida", "2026-03-10 10:06:00", email="ida@ida.example", account_id="acc-west"),
    ],
    "opportunity_leads": [link("acc-5", "acc-ida"), link("acc-5", "acc-hal", primary=False)],
    "opportunities": [
        won("acc-5", "2026-03-09 09:00:00", "2026-03-25 10:00:00", 500),
        won("acc-6", "2026-03-11 09:00:00", "2026-03-20 10:00:00", 600, account_id="acc-west"),
    ],
}
PARTS = (_COLLEAGUES, _STRANGERS, _BY_CRM, _CONTACTS)
ROWS = {
    table: [row for part in PARTS for row in part[table]]
    for table in ("web_events", "leads", "opportunity_leads", "opportunities")
}
DELIVERIES = {"2026-05-15": ROWS}


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """The rows of this page at account grain, with every check of the marts."""
    company = Company(tmp_path_factory.mktemp("accounts"), vars={"journey_grain": "account"})
    company.night(NIGHT, ROWS)
    return Nights(company)


def _channels(nights: Nights, deal: str) -> list[str]:
    rows = nights.ask(
        """
        select channel from marts.rpt_journeys
        where attribution_model = 'linear' and conversion_type = 'sale'
          and conversion_id in (
            select conversion_id from marts.fct_conversions where opportunity_id = ?)
        order by position
        """,
        deal,
    )
    return [channel for (channel,) in rows]


JOURNEYS = {
    # deal: at person grain, at account grain
    "acc-1": (["Paid Social"], ["Organic Search", "Paid Social", "Email"]),
    "acc-2": (["Paid Social"], ["Paid Social"]),
    "acc-3": (["Paid Social"], ["Paid Social"]),
    "acc-4": (["Paid Social"], ["Email", "Paid Social"]),
    "acc-5": (["Paid Social"], ["Organic Search", "Paid Social"]),
    "acc-6": ([], ["Paid Social"]),
}


@pytest.mark.parametrize("deal", JOURNEYS)
def test_who_makes_a_journey(nights, accounts, deal):
    assert (_channels(nights, deal), _channels(accounts, deal)) == JOURNEYS[deal]


def test_the_colleague_who_came_first_earns(accounts):
    assert accounts.credit("acc-1", "first_touch") == money(900)
    assert accounts.credit("acc-1", "linear") == money(300, 300, 300)
    # T1 is Ana's and her lead's; Bob's lead is the deal's, and the opportunity falls on it.
    assert accounts.credit("acc-1", "w_shaped") == money(270, 540, 90)


def test_a_win_of_one_begins_a_new_cycle_for_all(nights, accounts):
    """The second deal has Ana's touch alone; at person grain Bob's own is carried."""
    kinds = """
        select distinct credit_kind, channel, is_repeat_customer
        from marts.fct_attribution_credits inner join marts.fct_conversions using (conversion_id)
        where opportunity_id = 'acc-2' and fct_conversions.conversion_type = 'sale'
          and attribution_model = 'linear'
    """
    assert accounts.ask(kinds) == [("touchpoint", "Paid Social", True)]
    assert nights.ask(kinds) == [("carried", "Paid Social", True)]
    touched = """
        select touchpoint_at::date::text, journey_stage from marts.fct_touchpoints
        where visitor_id = 'acc-ana' order by touchpoint_at
    """
    assert accounts.ask(touched) == [
        ("2026-03-01", "consideration"), ("2026-03-20", "decision"), ("2026-04-02", "retention"),
    ]  # fmt: skip
    assert [stage for _, stage in nights.ask(touched)] == ["consideration"] * 3


def test_the_owner_of_each_journey(nights, accounts):
    owners = """
        select opportunity_id, case when journey_owner_id = person_id then 'own'
            else journey_owner_id end
        from marts.fct_conversions
        where conversion_type = 'sale' and opportunity_id like 'acc-%' order by 1
    """
    assert accounts.ask(owners) == [
        ("acc-1", "domain:probes.example"), ("acc-2", "domain:probes.example"), ("acc-3", "own"),
        ("acc-4", "crm:acc-south"), ("acc-5", "crm:acc-west"), ("acc-6", "crm:acc-west"),
    ]  # fmt: skip
    assert {owner for _, owner in nights.ask(owners)} == {"own"}


def test_money_is_conserved_at_account_grain(accounts):
    found = accounts.ask(
        """
        select attribution_model, sum(attributed_value)
        from marts.fct_attribution_credits where conversion_type = 'sale' group by 1
        """
    )
    assert {total for _, total in found} == {Decimal("2800.000")}
    assert len(found) > 15


def test_nobodys_touches_lie_in_a_journey_twice(accounts):
    """Ida is of the account, and a contact of the deal as well."""
    twice = """
        select count(*) from marts.rpt_journeys
        group by attribution_model, conversion_id, touchpoint_id having count(*) > 1
    """
    assert accounts.ask(twice) == []
