"""HubSpot's records and properties, and the columns of the demo data that hold them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from orchestration.demo.vendors.messages import Answer, iso_millis

HISTORY = "dealstage"
DEFAULTS = ("hs_object_id", "createdate")  # come without being asked for
MODIFIED = {"contacts": "lastmodifieddate", "deals": "hs_lastmodifieddate"}

_COMMON = {"hs_object_id": "id", "createdate": "created_at"}
PROPERTIES = {
    "contacts": {
        **_COMMON,
        "lastmodifieddate": "updated_at",
        "email": "email",
        "phone": "phone",
        "country": "country",
        "company": "company",
        "lifecyclestage": "lifecyclestage",
        "hs_lead_status": "hs_lead_status",
        "hs_google_click_id": "hs_google_click_id",
        "hs_facebook_click_id": "hs_facebook_click_id",
        "headwater_visitor_id": "headwater_visitor_id",
        "declared_source": "declared_source",
        "associatedcompanyid": "associated_company_id",
        "hs_merged_object_ids": "merged_vids",
        "hs_calculated_merged_vids": "calculated_merged_vids",
    },
    "deals": {
        **_COMMON,
        "hs_lastmodifieddate": "updated_at",
        "dealname": "dealname",
        "amount": "amount",
        "deal_currency_code": "deal_currency_code",
        "dealstage": "dealstage",
        "pipeline": "pipeline",
        "closedate": "closedate",
        "declared_source": "declared_source",
        "hs_primary_associated_company": "associated_company_id",
    },
}
SEARCH_OPERATORS = {"EQ": "=", "NEQ": "<>", "GT": ">", "GTE": ">=", "LT": "<", "LTE": "<="}

# A merged contact vanishes: its id lives on only in the record that took it in, as id and
# time of the merge.
_CONTACTS = """(
    select
        *,
        case when coalesce(merged_vids, '') <> '' then array_to_string(
            list_transform(
                string_split(merged_vids, ';'), merged -> merged || ':' || epoch_ms(updated_at)
            ), ';'
        ) end as calculated_merged_vids
    from hubspot.contacts
    where id::varchar not in (
        select unnest(string_split(merged_vids, ';'))
        from hubspot.contacts
        where coalesce(merged_vids, '') <> ''
    )
) as contacts"""


def source_of(kind: str) -> str:
    """The records of a kind that the platform still shows."""
    return _CONTACTS if kind == "contacts" else "hubspot.deals"


def record(kind: str, row: Mapping[str, Any], asked: Sequence[str] | None) -> dict[str, Any]:
    """A record with the properties that were asked for, and the few that always come."""
    names = [*DEFAULTS, MODIFIED[kind], *(asked or ())]
    properties = {
        name: _text(row.get(PROPERTIES[kind].get(name, ""))) for name in dict.fromkeys(names)
    }
    result = {
        "id": str(row["id"]),
        "properties": properties,
        "createdAt": iso_millis(row["created_at"]),
        "updatedAt": iso_millis(row["updated_at"]),
        "archived": bool(row["archived"]),
    }
    if row["archived"] and row.get("archived_at") is not None:
        result["archivedAt"] = iso_millis(row["archived_at"])
    return result


def _text(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return iso_millis(value)
    return None if value is None else str(value)


def invalid(message: str) -> Answer:
    """A request that breaks a documented limit."""
    return failure(400, "VALIDATION_ERROR", message)


def failure(status: int, category: str, message: str, **more: str) -> Answer:
    """The platform's error body."""
    body = {
        "status": "error",
        "message": message,
        "correlationId": str(uuid.uuid4()),
        "category": category,
        **more,
    }
    return Answer(status, body)
