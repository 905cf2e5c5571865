"""Four nights of the small company, each with other causes of change; the last is killed once."""

from __future__ import annotations

import json
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.landing_files import write_landing
from tests.support.small_company import DEALS, deal, email, page
from tests.support.small_home import Ended, SmallHome, after_first_night, ask, ended

SECOND, THIRD, FOURTH = (f"2026-06-{day:02d}T03:00:00+00:00" for day in (2, 3, 4))
# So few conversions are too few to learn from, unless one says so.
FITTED = {"data_driven_min_conversions": 0, "data_driven_min_channel_conversions": 0}
SHORT = {**FITTED, "lookback_days": 1}
# Person 5 is known by this cookie's second form only; until then it is somebody else.
OTHER_COOKIE = "v11"


@dataclass
class Nights:
    """The published marts after each night, and how some of them ended."""

    small: SmallHome
    marts: list[Path] = field(default_factory=list)
    ends: dict[str, Ended] = field(default_factory=dict)
    log_of_the_killed: list[tuple] = field(default_factory=list)

    def keep(self) -> None:
        """Keep the marts as they are published now."""
        target = self.small.root / f"changes-{len(self.marts) + 1}.duckdb"
        shutil.copyfile(self.small.marts, target)
        self.marts.append(target)

    def ask(self, sql: str, *parameters: Any, night: int = 4) -> list[tuple]:
        """Rows of a query on the marts after a night, counted from 1."""
        return ask(self.marts[night - 1], sql, *parameters)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    """A home of its own, so that these nights and those of tests/night run side by side."""
    return after_first_night(tmp_path_factory, "changes")


@pytest.fixture(scope="session")
def nights(small: SmallHome) -> Nights:
    """Leaves the live home as the fourth night left it, kept as `changed`."""
    seen = Nights(small)
    small.restore("base")
    seen.keep()
    for name, rows, now in (("second", second(), SECOND), ("third", third(), THIRD)):
        write_landing(small.home, rows, name=name)
        settings = {"HEADWATER_NOW": now, "HEADWATER_VARS": json.dumps(FITTED)}
        seen.ends[name] = small.headwater("nightly", **settings)
        assert seen.ends[name].code == 0, seen.ends[name].out + seen.ends[name].err
        seen.keep()
    settings = {"HEADWATER_NOW": FOURTH, "HEADWATER_VARS": json.dumps(SHORT)}
    killed = ended(small.start("-m", "tests.night.driver", "built", **settings))
    assert killed.code == -signal.SIGKILL, killed.out + killed.err
    seen.log_of_the_killed = small.ask("select run_number from marts.fct_credit_changes")
    seen.ends["fourth"] = small.headwater("nightly", **settings)
    assert seen.ends["fourth"].code == 0, seen.ends["fourth"].out + seen.ends["fourth"].err
    seen.keep()
    small.save("changed")
    return seen


def second() -> dict[str, list[dict]]:
    """Two new deals; a late visit before the first sale; a refund of the third; visits of persons 3
    and 4 that say nothing of consent, and person 4 has denied it by then."""
    return {
        "opportunities": [deal("d4", 300, "EUR", 8), deal("d5", 800, "GBP", 8)],
        "opportunity_leads": [link("d4", 4), link("d5", 5)],
        "web_events": [
            page("v1", "2026-05-03 08:00:00", "/?utm_source=tiktok&utm_medium=paid_social"),
            {**page("v3", "2026-05-04 12:00:00", "/"), "consent_analytics": None},
            {**page("v4", "2026-05-05 12:00:00", "/"), "consent_analytics": None},
        ],
        "consents": [analytics("v4", "denied", "2026-05-05 11:00:00")],
        "refunds": [
            {
                "refund_id": "r2", "crm": "hubspot", "opportunity_id": "d3",
                "refunded_at": "2026-06-01 10:00:00", "amount": 50, "currency": "GBP",
            }
        ],
    }  # fmt: skip


def third() -> dict[str, list[dict]]:
    """A deal's amount edited; a rate that lands late; a cookie that turns out to be person 5's;
    person 3 had denied analytics, person 4 had granted it again."""
    amount, currency = DEALS["d2"]
    return {
        "consents": [
            analytics("v3", "denied", "2026-05-04 11:00:00"),
            analytics("v4", "granted", "2026-05-05 11:30:00"),
        ],
        "opportunities": [
            {**deal("d2", amount + 100, currency, 5), "extracted_at": "2026-06-02 16:00:00"}
        ],
        "fx_rates": [
            {"rate_date": "2026-05-17", "from_currency": "EUR", "to_currency": "GBP", "rate": 0.9}
        ],
        "form_submissions": [
            {
                "submission_id": "f11", "submitted_at": "2026-06-02 12:00:00", "form_id": "contact",
                "visitor_id": OTHER_COOKIE, "email": email(5), "country": "GB",
                "page_url": "https://www.small.example/contact",
            }
        ],
    }  # fmt: skip


def analytics(visitor: str, state: str, at: str) -> dict[str, Any]:
    """What is known of a cookie's consent to analytics from a moment on."""
    return {"visitor_id": visitor, "purpose": "analytics", "state": state, "changed_at": at}


def link(opportunity: str, person: int) -> dict[str, Any]:
    """The primary contact of a deal."""
    return {
        "crm": "hubspot", "opportunity_id": opportunity, "lead_id": f"l{person}",
        "is_primary": True, "extracted_at": "2026-06-01 00:00:00",
    }  # fmt: skip
