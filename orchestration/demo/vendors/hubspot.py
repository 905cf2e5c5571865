"""HubSpot as documented for the dated paths (2026-03) and v3: search, list, batch, pipelines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestration.demo.vendors.hubspot_objects import (
    HISTORY,
    PROPERTIES,
    SEARCH_OPERATORS,
    failure,
    invalid,
    record,
    source_of,
)
from orchestration.demo.vendors.messages import Answer, Request, VendorData, iso_millis, naive

CREDENTIALS = {"access_token": "pat-demo-000"}
SEARCH_PAGE = 200
SEARCH_CAP = 10_000
LIST_PAGE = 100
HISTORY_PAGE = 50
BATCH_READ = 100
ASSOCIATION_BATCH = 1_000
_OBJECTS = re.compile(
    r"^/crm/(?:objects/2026-03|v3/objects)/(contacts|deals)(/search|/batch/read)?$"
)
_PIPELINES = re.compile(r"^/crm/(?:pipelines/2026-03|v3/pipelines)/deals$")
_ASSOCIATIONS = re.compile(
    r"^/crm/(?:associations/2026-03|v4/associations)/deals/contacts/batch/read$"
)


class HubSpot:
    """One portal."""

    def __init__(self, data: VendorData) -> None:
        self._data = data

    def busy(self) -> Answer:
        """The per-second policy."""
        return failure(
            429, "RATE_LIMITS", "You have reached your secondly limit.", policyName="SECONDLY"
        )

    def answer(self, request: Request) -> Answer:
        """Route one request."""
        if request.headers.get("authorization") != f"Bearer {CREDENTIALS['access_token']}":
            return failure(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if match := _OBJECTS.match(request.path):
            return self._objects(match[1], match[2], request)
        if _ASSOCIATIONS.match(request.path):
            return self._associations(request.json())
        if _PIPELINES.match(request.path):
            return self._pipelines()
        return Answer(404, "<html><body><h2>HTTP ERROR 404</h2></body></html>")

    def _objects(self, kind: str, action: str | None, request: Request) -> Answer:
        if action == "/search":
            return self._search(kind, request.json())
        if action == "/batch/read":
            return self._batch_read(kind, request)
        return self._list(kind, request.query)

    def _search(self, kind: str, body: Mapping[str, Any]) -> Answer:
        limit, after = int(body.get("limit", 10)), int(body.get("after") or 0)
        sorts = body.get("sorts", [])
        if limit > SEARCH_PAGE:
            return invalid(f"limit must be at most {SEARCH_PAGE}")
        if after + limit > SEARCH_CAP:
            return invalid(f"a search reaches at most {SEARCH_CAP} results")
        if len(sorts) > 1:
            return invalid("only one sort is allowed")
        conditions, parameters = self._filters(kind, body.get("filterGroups", []))
        where = f"not archived and created_at <= ? and ({conditions})"
        parameters = [naive(self._data.now()), *parameters]
        source = source_of(kind)
        total = self._data.rows(f"select count(*) as n from {source} where {where}", parameters)
        order = "created_at"
        if sorts:
            direction = "desc" if sorts[0].get("direction") == "DESCENDING" else "asc"
            column = PROPERTIES[kind][sorts[0]["propertyName"]]
            order = f"{'try_cast(id as bigint)' if column == 'id' else column} {direction}"
        rows = self._data.rows(
            f"select * from {source} where {where} order by {order}, try_cast(id as bigint) "
            f"limit {limit} offset {after}",
            parameters,
        )
        answer: dict[str, Any] = {
            "total": total[0]["n"],
            "results": [record(kind, row, body.get("properties")) for row in rows],
        }
        if after + limit < total[0]["n"]:
            answer["paging"] = {"next": {"after": str(after + limit)}}
        return Answer(200, answer)

    def _filters(self, kind: str, groups: Iterable[Mapping[str, Any]]) -> tuple[str, list[Any]]:
        alternatives: list[str] = []
        parameters: list[Any] = []
        for group in groups:
            parts: list[str] = []
            for item in group.get("filters", []):
                column = PROPERTIES[kind][item["propertyName"]]
                operator = SEARCH_OPERATORS[item["operator"]]
                if column == "id":
                    parts.append(f"try_cast(id as bigint) {operator} ?::bigint")
                elif column in {"created_at", "updated_at"}:
                    parts.append(f"epoch_ms({column}) {operator} ?::bigint")
                else:
                    parts.append(f"{column}::varchar {operator} ?")
                parameters.append(str(item["value"]))
            alternatives.append(f"({' and '.join(parts) or 'true'})")
        return " or ".join(alternatives) or "true", parameters

    def _list(self, kind: str, query: Mapping[str, str]) -> Answer:
        limit, after = int(query.get("limit", 10)), query.get("after", "0")
        if limit > (HISTORY_PAGE if "propertiesWithHistory" in query else LIST_PAGE):
            return invalid(f"limit must be at most {LIST_PAGE}")
        archived = query.get("archived", "false") == "true"
        rows = self._data.rows(
            f"select * from {source_of(kind)} where archived = ? and created_at <= ? "
            "and try_cast(id as bigint) > ?::bigint "
            f"order by try_cast(id as bigint) limit {limit + 1}",
            [archived, naive(self._data.now()), after],
        )
        properties = query["properties"].split(",") if query.get("properties") else None
        answer: dict[str, Any] = {
            "results": [record(kind, row, properties) for row in rows[:limit]]
        }
        if len(rows) > limit:
            answer["paging"] = {"next": {"after": str(rows[limit - 1]["id"])}}
        return Answer(200, answer)

    def _batch_read(self, kind: str, request: Request) -> Answer:
        body = request.json()
        ids = [str(item["id"]) for item in body.get("inputs", [])]
        histories = body.get("propertiesWithHistory", [])
        if len(ids) > (HISTORY_PAGE if histories else BATCH_READ):
            return invalid("too many inputs in one batch")
        archived = request.query.get("archived", "false") == "true"
        rows = self._data.rows(
            f"select * from {source_of(kind)} where archived = ? and list_contains(?, id::varchar)",
            [archived, ids],
        )
        results = [record(kind, row, body.get("properties")) for row in rows]
        if kind == "deals" and HISTORY in histories:
            self._add_history(results)
        return Answer(
            200 if len(rows) == len(ids) else 207, {"status": "COMPLETE", "results": results}
        )

    def _add_history(self, results: Sequence[dict[str, Any]]) -> None:
        changes = self._data.rows(
            "select * from hubspot.deal_stage_history "
            "where list_contains(?, deal_id::varchar) and changed_at <= ? order by changed_at desc",
            [[result["id"] for result in results], naive(self._data.now())],
        )
        for result in results:
            result["propertiesWithHistory"] = {
                HISTORY: [
                    {
                        "value": str(change["stage_id"]),
                        "timestamp": iso_millis(change["changed_at"]),
                        "sourceType": "CRM_UI",
                    }
                    for change in changes
                    if str(change["deal_id"]) == result["id"]
                ]
            }

    def _associations(self, body: Mapping[str, Any]) -> Answer:
        ids = [str(item["id"]) for item in body.get("inputs", [])]
        if len(ids) > ASSOCIATION_BATCH:
            return invalid(f"at most {ASSOCIATION_BATCH} inputs")
        links = self._data.rows(
            "select * from hubspot.deal_contacts where list_contains(?, deal_id::varchar) "
            "order by deal_id, contact_id",
            [ids],
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for link in links:
            types = [{"category": "HUBSPOT_DEFINED", "typeId": 3, "label": None}]
            if link["is_primary"]:
                types.append({"category": "USER_DEFINED", "typeId": 101, "label": "Primary"})
            found.setdefault(str(link["deal_id"]), []).append(
                {"toObjectId": int(link["contact_id"]), "associationTypes": types}
            )
        results = [{"from": {"id": deal}, "to": contacts} for deal, contacts in found.items()]
        errors = [
            {
                "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
                "context": {"fromObjectId": [i]},
            }
            for i in ids
            if i not in found
        ]
        answer = {"status": "COMPLETE", "results": results}
        return Answer(207, {**answer, "errors": errors}) if errors else Answer(200, answer)

    def _pipelines(self) -> Answer:
        stages = self._data.rows("select * from hubspot.pipeline_stages order by display_order")
        return Answer(
            200,
            {
                "results": [
                    {
                        "id": str(pipeline["pipeline_id"]),
                        "label": pipeline["label"],
                        "archived": False,
                        "stages": [
                            {
                                "id": str(stage["stage_id"]),
                                "label": stage["label"],
                                "displayOrder": stage["display_order"],
                                "archived": False,
                                "metadata": {
                                    "probability": str(stage["probability"]),
                                    "isClosed": "true" if stage["is_closed"] else "false",
                                },
                            }
                            for stage in stages
                            if stage["pipeline_id"] == pipeline["pipeline_id"]
                        ],
                    }
                    for pipeline in self._data.rows("select * from hubspot.pipelines")
                ]
            },
        )
