"""Whose journeys they are (§1.3 Account; page, Journeys of accounts)."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache

from tests.reference.crm import Crm, Deal
from tests.reference.identity import Identity, Key, lead_key, strong
from tests.reference.ledger import Original
from tests.reference.records import Landed
from tests.reference.urls import SEEDS

WRITTEN_FROM = ("web_events", "form_submissions", "chats", "email_clicks")


class Owners:
    """`of(person)`, `of_original(original)`, and who takes part in whose journey."""

    def __init__(self, landed: Landed, identity: Identity, crm: Crm, by_account: bool) -> None:
        self._by_account = by_account
        self._accounts = _accounts(landed, identity) if by_account else {}
        self._deals: dict[tuple, Deal] = {(deal.crm, deal.deal_id): deal for deal in crm.deals}

    def of(self, person: Key) -> Key:
        """The account, if there is one and accounts have journeys; else the person."""
        return self._accounts.get(person, person)

    def of_original(self, original: Original) -> Key:
        """Page: of a deal the account that the CRM names on it, if it does."""
        deal = self._deals.get((original.crm, original.deal))
        if self._by_account and deal is not None and deal.row["account_id"]:
            return ("account", f"{deal.crm}:{deal.row['account_id']}")
        return self.of(original.person)

    def takes_part(self, person: Key, original: Original) -> bool:
        """§1.5 Parallel deals: its person; at account grain all of the account and all contacts."""
        deal = self._deals.get((original.crm, original.deal))
        return (
            person == original.person
            or self.of(person) == self.of_original(original)
            or (self._by_account and deal is not None and person in deal.contacts)
        )


def _accounts(landed: Landed, identity: Identity) -> dict[Key, Key]:
    """§1.3 Account: the CRM's (page: the earliest lead's), else a domain that is not public."""
    named, domains = defaultdict(list), defaultdict(list)
    for row in landed["leads"]:
        person = identity.named([lead_key(row["crm"], row["lead_id"])])
        if person and row["account_id"]:
            named[person].append((row["created_at"], f"{row['crm']}:{row['account_id']}"))
        if person and row["email"]:
            domains[person].append(row["email"].split("@")[1])
    for table in WRITTEN_FROM:
        for row in landed[table]:
            if person := identity.named([strong("email", row["email"])]):
                domains[person].append(row["email"].split("@")[1])
    companies = {
        person: [domain for domain in found if domain not in _public()]
        for person, found in domains.items()
    }
    by_domain = {
        person: ("account", f"domain:{min(found)}") for person, found in companies.items() if found
    }
    return by_domain | {person: ("account", min(found)[1]) for person, found in named.items()}


@cache
def _public() -> frozenset[str]:
    with (SEEDS / "public_mail_domains.csv").open(encoding="utf-8") as lines:
        return frozenset(row["domain"] for row in csv.DictReader(lines))
