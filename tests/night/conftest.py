"""Two nights of the small company: the second as it goes when nobody disturbs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.landing_files import write_landing
from tests.support.loopback import portal
from tests.support.small_company import deal, page
from tests.support.small_home import Ended, SmallHome, small

__all__ = ["small"]

DAY_TWO = "2026-06-02T03:00:00+00:00"
CONTACTS = ("l1", "l2", "l3", "l4", "l5")


@dataclass(frozen=True)
class Undisturbed:
    """The second night, whole: how it ended, its marts, what the CRM was told; and a third."""

    night: Ended
    marts: Path
    written: dict[str, list[dict[str, str]]]
    again: Ended
    again_marts: Path
    again_written: dict[str, list[dict[str, str]]]


@pytest.fixture(scope="session")
def undisturbed(small: SmallHome) -> Undisturbed:
    """Leaves the live home as the third night left it, kept as `two`."""
    small.restore("base")
    deliver_day_two(small)
    with portal(*CONTACTS) as crm:
        nights, marts, written = [], [], []
        for _ in range(2):
            nights.append(small.headwater("nightly", HEADWATER_NOW=DAY_TWO, **crm.settings))
            kept = small.root / f"undisturbed-{len(nights)}.duckdb"
            shutil.copyfile(small.marts, kept)
            marts.append(kept)
            written.append({key: list(writes) for key, writes in crm.written.items()})
    small.save("two")
    return Undisturbed(nights[0], marts[0], written[0], nights[1], marts[1], written[1])


@pytest.fixture
def home(small: SmallHome, undisturbed: Undisturbed) -> Iterator[SmallHome]:
    """The live home on the morning after the second night."""
    small.restore("two")
    before = small.settings
    small.settings = {**before, "HEADWATER_NOW": DAY_TWO}
    yield small
    small.settings = before


def deliver_day_two(small: SmallHome) -> None:
    """A day's rows: two visits, and a new version of a deal."""
    tables = {
        "web_events": [
            page("v7", "2026-06-01 09:00:00", "/?utm_source=linkedin&utm_medium=cpc"),
            page("v13", "2026-06-01 10:00:00", "/", "https://www.bing.com/"),
        ],
        "opportunities": [{**deal("d3", 750, "GBP", 6), "extracted_at": "2026-06-01 16:00:00"}],
    }
    write_landing(small.home, tables, name="june")
