"""Starts the loopback destinations over the demo company's data."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.demo.destinations.data_manager import DataManagerServer
from orchestration.demo.destinations.data_manager_rules import AccountFacts
from orchestration.demo.destinations.hubspot import HubSpotPortal, PortalContact
from orchestration.demo.vendors.server import VendorServer
from orchestration.exports.hubspot_contacts import HubSpotContacts
from orchestration.exports.hubspot_provision import provision_properties
from orchestration.settings import HubSpotWriteBack

TOKEN = "pat-demo-000"
# Conversion actions of the demo account, as the account's owner would have made them.
ACTIONS = {
    "lead": "7100000001",
    "qualified_lead": "7100000002",
    "opportunity": "7100000003",
    "sale": "7100000004",
    "order": "7100000005",
}


@dataclass(frozen=True)
class DestinationAddresses:
    """The running destinations, and the settings with which the real senders talk to them."""

    data_manager: DataManagerServer
    portal: HubSpotPortal
    hubspot_url: str

    @property
    def settings(self) -> dict[str, dict[str, Any]]:
        """Settings by destination, as below `settings.exports`."""
        return {
            "google_data_manager": {
                "endpoint": self.data_manager.endpoint,
                "insecure": True,
                "customer_id": self.data_manager.facts.account_id,
                "actions": ACTIONS,
            },
            "hubspot": {"base_url": self.hubspot_url, "access_token": TOKEN},
        }


@contextmanager
def start_destinations(
    vendors_db: Path, clock: Callable[[], datetime] | datetime, *, rate_limit_every: int = 0
) -> Iterator[DestinationAddresses]:
    """Both destinations until the block ends, their property schema provisioned as an operator
    would once. `clock` is what the platforms believe the time is."""
    now = clock() if callable(clock) else clock
    facts, contacts = _company(vendors_db, now)
    portal = HubSpotPortal(TOKEN, contacts)
    web = VendorServer({"hubspot": portal}, rate_limit_every)
    thread = threading.Thread(target=web.serve_forever, name="destinations", daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{web.server_port}/hubspot"
    try:
        with DataManagerServer(facts) as data_manager:
            client = HubSpotContacts(HubSpotWriteBack(base_url=url), TOKEN)
            provision_properties(client)
            client.close()
            yield DestinationAddresses(data_manager, portal, url)
    finally:
        web.shutdown()
        web.server_close()


def _company(vendors_db: Path, now: datetime) -> tuple[AccountFacts, dict[str, PortalContact]]:
    """What the account and the portal know of the demo company."""
    with duckdb.connect(str(vendors_db), read_only=True) as connection:
        (account,) = connection.execute(
            "select min(customer_id::varchar) from google_ads.customers"
        ).fetchone()
        # The day is all that is kept of a click; a conversion of the same day is never before it.
        clicks = connection.execute(
            "select gclid, min(click_date)::timestamp - interval 14 hours "
            "from google_ads.clicks group by gclid"
        ).fetchall()
        contacts = connection.execute(
            "select id::varchar, coalesce(archived, false) from hubspot.contacts"
        ).fetchall()
    facts = AccountFacts(
        account_id=account,
        action_ids=set(ACTIONS.values()),
        clicks={gclid: moment.replace(tzinfo=UTC) for gclid, moment in clicks},
        now=now.astimezone(UTC),
    )
    return facts, {key: PortalContact(archived=archived) for key, archived in contacts}
