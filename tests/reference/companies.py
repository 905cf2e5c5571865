"""Small and nasty companies: a few people, everything that can happen to them, in any order."""

from __future__ import annotations

import json
from hashlib import md5
from typing import Any

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
__all__ = ["Row", "Tables", "at_accounts", "companies", "drawn", "retagged"]


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


def at_accounts(tables: Tables) -> Tables:
    """The same company with people of several companies, and further contacts on its deals."""
    made = {table: [_at_account(row) for row in rows] for table, rows in tables.items()}
    known = {(row["opportunity_id"], row["lead_id"]) for row in made.get("opportunity_leads", [])}
    deals = {row["opportunity_id"] for row in made.get("opportunities", [])}
    leads = {row["lead_id"] for row in made.get("leads", [])}
    more = [
        {"crm": "crm", "opportunity_id": deal, "lead_id": lead, "extracted_at": "2026-01-01"}
        for deal, lead in sorted({(deal, lead) for deal in deals for lead in leads} - known)
        if _chosen(deal + lead, (True, False, False))
    ]
    return {**made, "opportunity_leads": [*made.get("opportunity_leads", []), *more]}


def _at_account(row: Row) -> Row:
    """Drawn from what the row names, so that one address always becomes the same other one."""
    made = dict(row)
    if "email" in row:
        name, _, domain = row["email"].partition("@")
        tag = domain.partition(".")[0]
        places = (domain, domain, f"two.{domain}", "gmail.com")
        made["email"] = f"{name}.{tag}@{_chosen(row['email'].lower(), places)}"
    record = row.get("opportunity_id", row.get("lead_id"))
    if "created_at" in row and record:
        tag = record.partition("-")[0]
        # A later version may name another account.
        accounts = (None, None, f"{tag}-north", f"{tag}-north", f"{tag}-south")
        made["account_id"] = _chosen(record + row["extracted_at"][8:10], accounts)
    return {name: value for name, value in made.items() if value is not None}


def _chosen(name: str, options: tuple) -> Any:
    return options[int(md5(name.encode()).hexdigest(), 16) % len(options)]


def retagged(tables: Tables, old: int, new: int) -> Tables:
    """The same company under another tag."""
    text = json.dumps(tables, default=str)
    for form in ("k{:04d}", "+44207{:04d}"):
        text = text.replace(form.format(old), form.format(new))
    made: Tables = json.loads(text)
    return made
