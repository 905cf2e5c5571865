"""Intercom conversations and contacts: search with a cursor, 150 a page."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from typing import Any

from orchestration.demo.vendors.messages import Answer, Request, VendorData, naive

CREDENTIALS = {"access_token": "demo-intercom-token"}
LARGEST_PAGE = 150
OPERATORS = {">": ">", "<": "<", "=": "="}
SEARCHED = frozenset({"created_at", "updated_at", "id"})

_CONVERSATIONS = """
    select
        conversations.*, contacts.external_id as contact_external_id,
        epoch(conversations.created_at)::bigint as created_epoch,
        epoch(conversations.updated_at)::bigint as updated_epoch
    from intercom.conversations as conversations
    left join intercom.contacts as contacts on contacts.id = conversations.contact_id
"""
# Contacts carry no time of their own in the demo data: they change with their conversations.
_CONTACTS = """
    select
        contacts.*,
        coalesce(min(conversations.created_at), timestamp '2026-01-01') as created_at,
        epoch(min(conversations.created_at))::bigint as created_epoch,
        coalesce(epoch(max(conversations.updated_at)), 0)::bigint as updated_epoch
    from intercom.contacts as contacts
    left join intercom.conversations as conversations on conversations.contact_id = contacts.id
    group by all
"""


class Intercom:
    """One workspace."""

    def __init__(self, data: VendorData) -> None:
        self._data = data

    def busy(self) -> Answer:
        """The per-minute limit."""
        return _error(429, "rate_limit_exceeded", "Exceeded rate limit of 1000 in 60_seconds")

    def answer(self, request: Request) -> Answer:
        """Search conversations or contacts."""
        if request.headers.get("authorization") != f"Bearer {CREDENTIALS['access_token']}":
            return _error(401, "unauthorized", "Access Token Invalid")
        if not request.headers.get("intercom-version"):
            return _error(400, "intercom_version_invalid", "The requested version is not known")
        if request.method == "POST" and request.path == "/conversations/search":
            return self._search(request.json(), _CONVERSATIONS, "conversations", _conversation)
        if request.method == "POST" and request.path == "/contacts/search":
            return self._search(request.json(), _CONTACTS, "data", _contact)
        return _error(404, "not_found", "The requested resource was not found")

    def _search(self, body: Mapping[str, Any], source: str, field: str, shape: Any) -> Answer:
        paging = body.get("pagination", {})
        per_page = int(paging.get("per_page", 20))
        if per_page > LARGEST_PAGE:
            return _error(400, "parameter_invalid", f"per_page must be at most {LARGEST_PAGE}")
        conditions, parameters = ["created_at <= ?"], [naive(self._data.now())]
        query = body.get("query", {})
        for item in query.get("value", []) if query.get("operator") == "AND" else [query]:
            if item.get("field") not in SEARCHED or item.get("operator") not in OPERATORS:
                return _error(400, "parameter_invalid", f"{item.get('field')} cannot be searched")
            column = item["field"].replace("_at", "_epoch")
            conditions.append(f"{column} {OPERATORS[item['operator']]} ?")
            parameters.append(item["value"])
        if body.get("sort") != {"field": "updated_at", "order": "ascending"}:
            return _error(400, "parameter_invalid", "this server sorts by updated_at ascending")
        where = " and ".join(conditions)
        total = self._data.rows(f"select count(*) as n from ({source}) where {where}", parameters)
        if paging.get("starting_after"):
            # The cursor names the last record, so that changes meanwhile shift nothing.
            epoch, _, last = base64.b64decode(paging["starting_after"]).decode().partition(":")
            where += " and (updated_epoch, id::varchar) > (?::bigint, ?)"
            parameters += [epoch, last]
        rows = self._data.rows(
            f"select * from ({source}) where {where} order by updated_epoch, id::varchar "
            f"limit {per_page + 1}",
            parameters,
        )
        pages: dict[str, Any] = {"type": "pages", "per_page": per_page}
        if len(rows) > per_page:
            rows = rows[:per_page]
            mark = f"{rows[-1]['updated_epoch']}:{rows[-1]['id']}"
            pages["next"] = {"starting_after": base64.b64encode(mark.encode()).decode()}
        kind = "conversation.list" if field == "conversations" else "list"
        results = [shape(row) for row in rows]
        return Answer(
            200, {"type": kind, "pages": pages, "total_count": total[0]["n"], field: results}
        )


def _conversation(row: Mapping[str, Any]) -> dict[str, Any]:
    contact = {
        "type": "contact",
        "id": str(row["contact_id"]),
        "external_id": row["contact_external_id"],
    }
    return {
        "type": "conversation",
        "id": str(row["id"]),
        "created_at": row["created_epoch"],
        "updated_at": row["updated_epoch"],
        "source": {"type": row["source_type"], "url": row["source_url"]},
        "contacts": {
            "type": "contact.list",
            "contacts": [contact] if row["contact_id"] is not None else [],
        },
        "custom_attributes": {
            "headwater_visitor_id": row["visitor_id"],
            "is_lead": row["is_lead"],
        },
    }


def _contact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "contact",
        "id": str(row["id"]),
        "external_id": row["external_id"],
        "email": row["email"],
        "phone": row["phone"],
        "created_at": row["created_epoch"],
        "updated_at": row["updated_epoch"],
        "location": {"type": "location", "country_code": row["country"]},
    }


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(
        status,
        {
            "type": "error.list",
            "request_id": uuid.uuid4().hex[:20],
            "errors": [{"code": code, "message": message}],
        },
    )
