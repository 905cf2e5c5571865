"""A9 direct only, A10 two deals of one customer, A11 spend without sales."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import money
from tests.scenarios.rows import lead, link, page, won


def _form(visitor: str, at: str, mail: str) -> dict:
    return page(visitor, at, "/demo", event_type="form_submit", form_id="demo", email=mail)


def _two_deals(tag: str, with_fourth_touch: bool) -> dict:
    visitor, mail = f"{tag}-kim", f"{tag}.kim@stories.example"
    social = "/?utm_source=facebook&utm_medium=paid-social&utm_campaign=a10"
    fourth = [page(visitor, "2026-04-02 10:00:00", f"/?gclid={tag}-g")] if with_fourth_touch else []
    return {
        "web_events": [
            page(visitor, "2026-01-05 10:00:00", "/", "https://www.google.com/"),
            page(visitor, "2026-01-20 10:00:00", social),
            _form(visitor, "2026-01-20 10:05:00", mail),
            page(visitor, "2026-02-10 10:00:00", "/news?utm_source=news&utm_medium=email"),
            *fourth,
        ],
        "leads": [lead(f"{tag}-lead", "2026-01-20 10:06:00", email=mail)],
        "opportunity_leads": [link(f"{tag}-A", f"{tag}-lead"), link(f"{tag}-B", f"{tag}-lead")],
        "opportunities": [
            won(f"{tag}-A", "2026-02-01 10:00:00", "2026-02-20 10:00:00", 12000),
            won(f"{tag}-B", "2026-04-03 10:00:00", "2026-04-30 10:00:00", 4000),
        ],
    }


def _direct_only() -> dict:
    mail = "a9.di@stories.example"
    return {
        "web_events": [
            page("a9-di", "2026-05-01 00:00:00", "/"),
            page("a9-di", "2026-05-03 00:00:00", "/"),
            page("a9-di", "2026-05-03 00:00:00", "/x", email=mail, event_type="identify"),
        ],
        "leads": [lead("a9-lead", "2026-05-03 00:10:00", email=mail)],
        "opportunity_leads": [link("a9-deal", "a9-lead")],
        "opportunities": [won("a9-deal", "2026-05-03 00:30:00", "2026-05-03 01:00:00", 300)],
    }


def _spend(campaign: str, kind: str, day: str, spend: float) -> dict:
    return {
        "platform": "google_ads",
        "account_id": "a11",
        "report_date": day,
        "report_level": "campaign",
        "campaign_id": campaign,
        "campaign_name": campaign,
        "campaign_type": kind,
        "network": kind,
        "spend": spend,
        "currency": "GBP",
        "clicks": 10,
        "impressions": 100,
    }


def _spend_without_sales() -> dict:
    mail = "a11.pat@stories.example"
    return {
        "ad_performance": [
            _spend("a11-search", "SEARCH", "2026-01-15", 1000),
            _spend("a11-search", "SEARCH", "2026-02-15", 1000),
            _spend("a11-search", "SEARCH", "2026-03-15", 1000),
            _spend("a11-display", "DISPLAY", "2026-02-01", 5000),
        ],
        "ad_clicks": [
            {
                "platform": "google_ads",
                "click_id": "a11-click",
                "clicked_on": "2026-03-15",
                "account_id": "a11",
                "campaign_id": "a11-search",
                "campaign_name": "a11-search",
                "campaign_type": "SEARCH",
                "network": "SEARCH",
            }
        ],
        "web_events": [
            page("a11-pat", "2026-03-15 10:00:00", "/?gclid=a11-click"),
            _form("a11-pat", "2026-03-15 10:05:00", mail),
        ],
        "leads": [lead("a11-lead", "2026-03-15 10:06:00", email=mail)],
        "opportunity_leads": [link("a11-deal", "a11-lead")],
        "opportunities": [won("a11-deal", "2026-03-20 10:00:00", "2026-03-31 10:00:00", 1500)],
    }


DELIVERIES = {
    "2026-05-15": {
        table: [
            row
            for part in (
                _direct_only(),
                _two_deals("a10", True),
                _two_deals("a10c", False),
                _spend_without_sales(),
            )
            for row in part.get(table, [])
        ]
        for table in (
            "web_events", "leads", "opportunity_leads", "opportunities", "ad_performance",
            "ad_clicks",
        )
    }
}  # fmt: skip

DIRECT_ONLY = {
    "last_non_direct": (300,),
    "last_touch": (300,),
    "linear": (150, 150),
    "time_decay": ("135.20", "164.80"),
}


@pytest.mark.parametrize("model", DIRECT_ONLY)
def test_direct_earns_when_nothing_else_is_there(nights, model):
    earned = [value for value in nights.credit("a9-deal", model) if value]
    assert earned == money(*DIRECT_ONLY[model])


FIRST_DEAL = {
    "linear": (4000, 4000, 4000),
    "position_based": (4800, 2400, 4800),
    "u_shaped": (4800, 4800, 2400),
    "w_shaped": (3600, 7200, 1200),
    "full_path": (3000, 6000, 3000),
}


@pytest.mark.parametrize("model", FIRST_DEAL)
def test_the_first_deal_earns_in_its_own_cycle(nights, model):
    assert nights.credit("a10-A", model) == money(*FIRST_DEAL[model])


@pytest.mark.parametrize("model", [*FIRST_DEAL, "first_touch", "last_touch", "time_decay"])
def test_the_second_deal_starts_a_new_cycle(nights, model):
    found = nights.ask(
        """
        select credits.channel, credits.attributed_value, credits.credit_kind
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id = 'a10-B' and conversions.conversion_type = 'sale'
          and credits.attribution_model = ?
        """,
        model,
    )
    assert found == [("Paid Search", *money(4000), "touchpoint")]


def test_without_a_new_touch_the_old_cycle_is_carried(nights):
    found = nights.ask(
        """
        select credits.channel, credits.attributed_value, credits.credit_kind
        from marts.fct_attribution_credits as credits
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.opportunity_id = 'a10c-B' and conversions.conversion_type = 'sale'
          and credits.attribution_model = 'linear'
        """
    )
    assert found == [("Email", *money(4000), "carried")]


def test_lifetime_value_and_acquisition(nights):
    found = nights.ask(
        """
        select lifetime_value, orders, is_repeat_customer, acquisition_channel
        from marts.dim_persons where person_id = (
            select person_id from marts.fct_opportunities where opportunity_id = 'a10-A')
        """
    )
    assert found == [(*money(16000), 2, True, "Organic Search")]
    stages = nights.ask(
        """
        select journey_stage from marts.fct_touchpoints
        where touchpoint_at = '2026-04-02 10:00:00' and person_id = (
            select person_id from marts.fct_opportunities where opportunity_id = 'a10-A')
        """
    )
    assert stages == [("retention",)]


def test_spend_that_sold_nothing_is_not_lost(nights):
    found = nights.ask(
        """
        select channel, sum(spend)::double, sum(value)::double, sum(value)::double / sum(spend)
        from marts.rpt_sources
        where account_id = 'a11' and attribution_model = 'last_non_direct'
        group by channel order by channel
        """
    )
    assert found == [("Display", 5000.0, 0.0, 0.0), ("Paid Search", 3000.0, 1500.0, 0.5)]
    total = nights.ask("select sum(spend) from marts.fct_ad_performance where account_id = 'a11'")
    assert total[0][0] == 8000
