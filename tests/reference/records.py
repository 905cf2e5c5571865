"""Landed rows as the rules read them: typed, and one version of each record (§1.10 Duplicates)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Iterable[Row]]

KEYS = {
    "ad_performance": (
        "platform", "account_id", "report_date", "report_level", "campaign_id", "ad_group_id",
        "ad_id", "keyword_id", "device", "network",
    ),
    "ad_clicks": ("platform", "click_id"),
    "leads": ("crm", "lead_id"),
    "opportunities": ("crm", "opportunity_id"),
    "opportunity_leads": ("crm", "opportunity_id", "lead_id"),
    "stage_changes": ("crm", "object_type", "object_id", "changed_at", "to_stage"),
    "refunds": ("refund_id",),
    "calls": ("call_id",),
    "number_leases": ("tracking_number", "leased_from"),
    "chats": ("chat_id",),
    "form_submissions": ("submission_id",),
    "email_clicks": ("click_id",),
    "consents": ("email", "phone", "visitor_id", "purpose", "changed_at"),
    "merges": ("crm", "merged_at", "from_id"),
    "fx_rates": ("rate_date", "from_currency", "to_currency"),
}  # fmt: skip
MOMENTS = {
    "event_at", "received_at", "extracted_at", "created_at", "updated_at", "closed_at",
    "changed_at", "refunded_at", "started_at", "leased_from", "leased_until", "submitted_at",
    "clicked_at", "merged_at",
}  # fmt: skip
DAYS = {"report_date", "clicked_on", "rate_date"}
AMOUNTS = {"amount", "value", "rate", "spend"}
START = datetime(1, 1, 1)


@dataclass
class Landed:
    """One company's records: `tables` hold the version that counts, `versions` all of them."""

    tables: dict[str, list[Row]]
    versions: dict[str, list[Row]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


def landed(tables: Tables) -> Landed:
    """The records of one company."""
    versions = {name: [typed(row) for row in rows] for name, rows in tables.items()}
    counted = {name: newest(rows, KEYS[name]) for name, rows in versions.items() if name in KEYS}
    counted["web_events"] = first_received(versions.get("web_events", []))
    return Landed(counted, versions)


def first_received(rows: list[Row]) -> list[Row]:
    """§1.10 Duplicates: events never change; of several rows with one id the first received, of
    several received at once the one that happened first."""
    first: dict[str, Row] = {}
    for row in sorted(
        rows, key=lambda row: (row["received_at"] or START, row["event_at"], content(row))
    ):
        first.setdefault(row["event_id"], row)
    return list(first.values())


def newest(rows: list[Row], key: tuple[str, ...]) -> list[Row]:
    """§1.10 Duplicates: of every other table the newest `extracted_at`, ties by content."""
    latest: dict[tuple, Row] = {}
    for row in sorted(rows, key=lambda row: (row["extracted_at"] or START, content(row))):
        latest[tuple(row[name] for name in key)] = row
    return list(latest.values())


def content(row: Row) -> str:
    """Everything a row says, to settle ties."""
    return json.dumps(row, sort_keys=True, default=str)


class Record(dict):
    """A row in which an absent column is null."""

    def __missing__(self, name: str) -> None:
        return None


def typed(row: Row) -> Row:
    """Times, days, amounts, e-mails and phones as values; ids and texts stay texts."""
    made = Record()
    for name, value in row.items():
        if value is None or value == "":
            continue
        if name in MOMENTS:
            made[name] = datetime.fromisoformat(value)
            made[f"{name}_is_date"] = len(value) == 10
        elif name in DAYS:
            made[name] = date.fromisoformat(value)
        elif name in AMOUNTS:
            made[name] = Decimal(str(value))
        elif name == "email":
            # §1.3 Keys: lower case, trimmed.
            made[name] = value.strip().lower()
        elif name in ("phone", "caller_phone"):
            # §1.3 Keys: E.164.
            made[name] = "".join(sign for sign in value if sign in "+0123456789")
        elif name in ("currency", "from_currency", "to_currency"):
            made[name] = value.strip().upper()
        else:
            made[name] = value
    return made
