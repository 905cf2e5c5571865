"""A2. Rebecca: two blog posts, a demo form, two e-mails, a paid search ad, and the sale."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import money
from tests.scenarios.rows import lead, link, page, won

VISITOR, MAIL = "a2-rebecca", "a2.rebecca@stories.example"
GOOGLE = "https://www.google.com/"

DELIVERIES = {
    "2026-05-15": {
        "web_events": [
            page(VISITOR, "2026-04-01 09:00:00", "/blog/a2-a", GOOGLE),
            page(VISITOR, "2026-04-08 11:00:00", "/blog/a2-b", GOOGLE),
            page(
                VISITOR, "2026-04-08 11:20:00", "/demo", event_type="form_submit",
                form_id="a2-demo", email=MAIL,
            ),
            page(VISITOR, "2026-04-10 08:00:00", "/news?utm_source=news&utm_medium=email"),
            page(VISITOR, "2026-04-13 08:00:00", "/news?utm_source=news&utm_medium=email"),
            page(VISITOR, "2026-04-20 16:00:00", "/pricing?gclid=a2-gclid"),
        ],
        "leads": [lead("a2-lead", "2026-04-08 11:21:00", email=MAIL)],
        "opportunity_leads": [link("a2-deal", "a2-lead")],
        "opportunities": [won("a2-deal", "2026-04-15 10:00:00", "2026-04-24 15:00:00", 6000)],
    }
}  # fmt: skip

REVENUE = {
    "linear": (1200, 1200, 1200, 1200, 1200),
    "position_based": (2400, 400, 400, 400, 2400),
    "time_decay": ("387.91", "782.26", "941.85", "1267.63", "2620.35"),
    "u_shaped": (2400, 2400, 400, 400, 400),
    "w_shaped": (1800, 1800, 300, 1800, 300),
    "full_path": (1350, 1350, 600, 1350, 1350),
    # 30 % first, lead and close; the rest are both e-mails, which count half: 0.95 in all.
    "custom": ("1894.74", "1894.74", "157.89", "157.89", "1894.74"),
}


@pytest.mark.parametrize("model", REVENUE)
def test_revenue_of_each_touch(nights, model):
    assert nights.credit("a2-deal", model) == money(*REVENUE[model])


def test_stages_and_content_of_each_touch(nights):
    found = nights.ask(
        """
        select touchpoints.channel, touchpoints.journey_stage, touchpoints.content
        from marts.fct_touchpoints as touchpoints
        where person_id = (select person_id from marts.fct_opportunities
                           where opportunity_id = 'a2-deal')
        order by touchpoint_at
        """
    )
    assert found == [
        ("Organic Search", "awareness", "/blog/a2-a"),
        ("Organic Search", "consideration", "/blog/a2-b"),
        ("Email", "consideration", "/news"),
        ("Email", "consideration", "/news"),
        ("Paid Search", "decision", "/pricing"),
    ]


def test_content_earns_by_model(nights):
    found = nights.ask(
        """
        select attribution_model, content, round(sum(sales), 6), round(sum(leads), 6)
        from marts.rpt_content
        where content like '/blog/a2-%' and attribution_model in ('first_touch', 'last_touch')
        group by all having sum(sales) + sum(leads) > 0 order by all
        """
    )
    assert ("first_touch", "/blog/a2-a", 1.0, 1.0) in found
    assert ("last_touch", "/blog/a2-b", 0.0, 1.0) in found


@pytest.mark.parametrize("model", ["linear", "custom", "markov"])
def test_every_model_tells_the_whole_journey_and_all_visits(nights, model):
    assert nights.ask(
        """
        select count(*), sum(attributed_value) from marts.rpt_journeys as journeys
        inner join marts.fct_conversions as conversions using (conversion_id)
        where opportunity_id = 'a2-deal' and journeys.conversion_type = 'sale'
          and attribution_model = ?
        """,
        model,
    ) == [(5, money(6000)[0])]
    visits = "select sum(visits) from marts.rpt_sources where attribution_model = ?"
    assert nights.ask(visits, model) == nights.ask(visits, "last_non_direct")
