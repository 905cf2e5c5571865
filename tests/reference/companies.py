"""Small and nasty companies: a few people, everything that can happen to them, in any order."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.reference import crm_facts, facts, lives
from tests.reference.pen import Pen, Row, Tables

FACTS = {**facts.FACTS, **crm_facts.FACTS, **lives.FACTS}
# What happens how often.
KINDS = (
    *("event",) * 6, "form", "form", "chat", "call", "lease", "email_click", "consent", "lead",
    "lead", "merge", "deal", "deal", "deal", "link", "link", "change", "change", "refund",
    "redelivery", "life", "life", "crawl", "crowd",
)  # fmt: skip
__all__ = ["Row", "Tables", "companies", "drawn", "retagged"]


@st.composite
def companies(draw: st.DrawFn, number: int = 1) -> Tables:
    """One company of up to two dozen facts."""
    pen = Pen(draw, number)
    facts.ads(pen)
    for kind in draw(st.lists(st.sampled_from(KINDS), min_size=8, max_size=36)):
        FACTS[kind](pen)
    return pen.tables


def drawn(count: int, key: int, first: int = 1) -> dict[str, Tables]:
    """`count` companies by their tags, always the same ones for one key."""
    return {
        f"k{number:04d}": retagged(_drawn(key * 10_000 + number), 1, number)
        for number in range(first, first + count)
    }


def _drawn(key: int) -> Tables:
    """The third example of a run of its own: the first is the simplest, later ones resemble it."""
    found: list[Tables] = []

    @seed(key)
    @settings(
        max_examples=3, database=None, derandomize=False, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(companies())
    def collect(tables: Tables) -> None:
        found.append(tables)

    collect()
    return found[-1]


def retagged(tables: Tables, old: int, new: int) -> Tables:
    """The same company under another tag."""
    text = json.dumps(tables, default=str)
    for form in ("k{:04d}", "+44207{:04d}"):
        text = text.replace(form.format(old), form.format(new))
    made: Tables = json.loads(text)
    return made
