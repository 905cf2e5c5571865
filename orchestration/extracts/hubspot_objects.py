"""What is wanted of HubSpot, and how its records become flat rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from orchestration.resources.rows import Row, iso

HISTORY = "dealstage"
MODIFIED = {"contacts": "lastmodifieddate", "deals": "hs_lastmodifieddate"}
MERGED = ("hs_calculated_merged_vids", "hs_merged_object_ids")

# Column → property. Properties come only when they are asked for.
CONTACT_PROPERTIES = {
    "email": "email",
    "phone": "phone",
    "country": "country",
    "company": "company",
    "lifecyclestage": "lifecyclestage",
    "hs_lead_status": "hs_lead_status",
    "hs_google_click_id": "hs_google_click_id",
    "hs_facebook_click_id": "hs_facebook_click_id",
    "associated_company_id": "associatedcompanyid",
}
DEAL_PROPERTIES = {
    "dealname": "dealname",
    "amount": "amount",
    "deal_currency_code": "deal_currency_code",
    "dealstage": HISTORY,
    "pipeline": "pipeline",
    "closedate": "closedate",
    "associated_company_id": "hs_primary_associated_company",
}

Record = dict[str, Any]


def object_row(kind: str, record: Record, properties: Mapping[str, str]) -> Row:
    """A record as a flat row; a missing property is left out."""
    values = record.get("properties", {})
    row = {
        "id": record.get("id"),
        "created_at": record.get("createdAt"),
        "updated_at": changed_at(kind, record),
        "archived": record.get("archived", False),
        "archived_at": record.get("archivedAt"),
    }
    row.update({column: values[name] for column, name in properties.items() if name in values})
    if kind == "contacts":
        row["merged_vids"] = ";".join(str(merge["from_id"]) for merge in merges(record)) or None
    return row


def merges(record: Record) -> list[Row]:
    """Contacts merged into this one: `id` or `id:milliseconds`, joined by semicolons."""
    values = record.get("properties", {})
    merged: dict[str, str] = {}
    for name in reversed(MERGED):
        for item in filter(None, (values.get(name) or "").split(";")):
            vid, _, millis = item.strip().partition(":")
            merged_at = datetime.fromtimestamp(int(millis) / 1000, UTC) if millis else None
            merged[vid] = iso(merged_at) if merged_at else changed_at("contacts", record)
    return [
        {"from_id": vid, "into_id": record["id"], "merged_at": merged_at}
        for vid, merged_at in merged.items()
        if vid != str(record["id"])
    ]


def history_rows(record: Record) -> Iterator[Row]:
    """Stages that a deal entered."""
    for change in record.get("propertiesWithHistory", {}).get(HISTORY, []):
        if change.get("value"):
            yield {
                "deal_id": record["id"],
                "stage_id": change["value"],
                "changed_at": change.get("timestamp"),
            }


def changed_at(kind: str, record: Record) -> Any:
    """Time of a record's last change as the vendor wrote it."""
    return record.get("properties", {}).get(MODIFIED[kind]) or record.get("updatedAt")


def changed_links(
    links: Iterable[tuple[str, Mapping[str, bool]]], known: Iterable[Mapping[str, Any]]
) -> Iterator[Row]:
    """Links that differ from what was landed before: new, relabelled, or removed.

    A deal that the portal no longer lists keeps its links; the deal itself is marked instead.
    """
    before: dict[str, dict[str, str]] = {}
    for row in known:
        if row.get("is_deleted") != "true":
            before.setdefault(row["deal_id"], {})[row["contact_id"]] = row["is_primary"]
    for deal_id, contacts in links:
        old = before.get(deal_id, {})
        for contact_id, is_primary in contacts.items():
            if old.get(contact_id) != str(is_primary).lower():
                yield _link(deal_id, contact_id, is_primary, False)
        for contact_id in old.keys() - contacts.keys():
            yield _link(deal_id, contact_id, old[contact_id] == "true", True)


def vanished(listed: set[str], known: Iterable[Mapping[str, Any]], gone_at: datetime) -> list[Row]:
    """Landed records that the portal neither lists nor keeps as archived, marked as deleted."""
    return [
        {
            **{name: row[name] for name in row if not name.startswith(("_", "load_id"))},
            "archived": True,
            "archived_at": iso(gone_at),
        }
        for row in known
        if row["id"] not in listed and row.get("archived") != "true"
    ]


def _link(deal_id: str, contact_id: str, is_primary: bool, is_deleted: bool) -> Row:
    return {
        "deal_id": deal_id,
        "contact_id": contact_id,
        "is_primary": is_primary,
        "is_deleted": is_deleted,
    }
