"""The questions that HubSpot answers.

Limits as documented for the dated paths (2026-03, read 2026-11): 200 results a search page,
100 a list page, 50 records a batch with history, 1,000 deals an association batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestration.extracts.hubspot_objects import (
    CONTACT_PROPERTIES,
    DEAL_PROPERTIES,
    HISTORY,
    MERGED,
    MODIFIED,
    Record,
    changed_at,
)
from orchestration.resources.http import TransientError, VendorClient
from orchestration.resources.rows import Row, moment

SEARCH_PAGE = 200
LIST_PAGE = 100
HISTORY_BATCH = 50
ASSOCIATION_BATCH = 1000
PRIMARY_LABEL = "primary"
NO_LINKS = "NO_ASSOCIATIONS_FOUND"


class HubSpotApi:
    """The questions, without any idea of what was asked last night."""

    def __init__(
        self, client: VendorClient, version: str, visitor: str, declared_source: str
    ) -> None:
        self._client = client
        dated = re.fullmatch(r"\d{4}-\d{2}", version)
        self._objects = f"/crm/objects/{version}" if dated else f"/crm/{version}/objects"
        self._pipelines = f"/crm/pipelines/{version}" if dated else f"/crm/{version}/pipelines"
        links = f"/crm/associations/{version}" if dated else "/crm/v4/associations"
        self._links = f"{links}/deals/contacts/batch/read"
        self._properties = {
            "contacts": {
                **CONTACT_PROPERTIES,
                "headwater_visitor_id": visitor,
                "declared_source": declared_source,
            },
            "deals": {**DEAL_PROPERTIES, "declared_source": declared_source},
        }

    def properties(self, kind: str) -> Mapping[str, str]:
        """Column → property of a kind of record."""
        return self._properties[kind]

    def changed(self, kind: str, since: datetime | None) -> Iterator[Record]:
        """Records in the order of their last change.

        Every page starts at the last change seen instead of at an offset: a record that is
        changed meanwhile moves to the end and shifts nothing, and the 10,000 results that one
        search reaches are never reached. Records at the seam come twice.
        """
        start = _millis(since) if since else 0
        name = MODIFIED[kind]
        while True:
            page = self._search(kind, [_filter(name, "GTE", start)], name)
            yield from page
            if len(page) < SEARCH_PAGE:
                return
            newest = _millis(changed_at(kind, page[-1]))
            if newest <= start:
                # An import gave more records than fit a page the same millisecond.
                yield from self._of_instant(kind, start, page)
                newest = start + 1
            start = newest

    def archived(self, kind: str) -> Iterator[Record]:
        """Deleted records that the portal still lists."""
        yield from self._listed(kind, ",".join(self._asked(kind)), archived=True)

    def ids(self, kind: str) -> Iterator[str]:
        """Ids of all living records."""
        for record in self._listed(kind, "hs_object_id", archived=False):
            yield str(record["id"])

    def with_history(self, deal_ids: Sequence[str]) -> Iterator[Record]:
        """Deals with every value their stage has had."""
        for at in range(0, len(deal_ids), HISTORY_BATCH):
            inputs = [{"id": deal_id} for deal_id in deal_ids[at : at + HISTORY_BATCH]]
            body = {"inputs": inputs, "properties": [HISTORY], "propertiesWithHistory": [HISTORY]}
            answer = self._client.json("POST", f"{self._objects}/deals/batch/read", json=body)
            yield from answer["results"]

    def links(self, deal_ids: Iterable[str]) -> Iterator[tuple[str, dict[str, bool]]]:
        """Deal id → contact id → whether it is the primary contact; empty for no contact."""
        batch: list[str] = []
        for deal_id in deal_ids:
            batch.append(deal_id)
            if len(batch) == ASSOCIATION_BATCH:
                yield from self._links_of(batch)
                batch = []
        if batch:
            yield from self._links_of(batch)

    def pipelines(self) -> Iterator[Row]:
        """Deal pipelines."""
        for pipeline in self._all_pipelines():
            yield {"pipeline_id": pipeline["id"], "label": pipeline["label"]}

    def stages(self) -> Iterator[Row]:
        """Stages of all deal pipelines."""
        for pipeline in self._all_pipelines():
            for stage in pipeline.get("stages", []):
                metadata = stage.get("metadata", {})
                yield {
                    "pipeline_id": pipeline["id"],
                    "stage_id": stage["id"],
                    "label": stage["label"],
                    "display_order": stage.get("displayOrder"),
                    "probability": metadata.get("probability"),
                    "is_closed": metadata.get("isClosed"),
                }

    def _all_pipelines(self) -> list[Record]:
        return self._client.json("GET", f"{self._pipelines}/deals")["results"]

    def _of_instant(self, kind: str, instant: int, page: Sequence[Record]) -> Iterator[Record]:
        """The other records of one millisecond, by id."""
        last = 0
        while True:
            filters = [
                _filter(MODIFIED[kind], "EQ", instant),
                _filter("hs_object_id", "GT", last),
            ]
            found = self._search(kind, filters, "hs_object_id")
            yield from found
            if len(found) < SEARCH_PAGE:
                return
            last = int(found[-1]["id"])

    def _search(self, kind: str, filters: list[Record], sort: str) -> list[Record]:
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": sort, "direction": "ASCENDING"}],
            "properties": self._asked(kind),
            "limit": SEARCH_PAGE,
        }
        return self._client.json("POST", f"{self._objects}/{kind}/search", json=body)["results"]

    def _listed(self, kind: str, properties: str, archived: bool) -> Iterator[Record]:
        query = {"limit": LIST_PAGE, "properties": properties, "archived": str(archived).lower()}
        while True:
            answer = self._client.json("GET", f"{self._objects}/{kind}", params=query)
            yield from answer["results"]
            after = answer.get("paging", {}).get("next", {}).get("after")
            if not after:
                return
            query["after"] = after

    def _asked(self, kind: str) -> list[str]:
        more = MERGED if kind == "contacts" else ()
        return [MODIFIED[kind], *self._properties[kind].values(), *more]

    def _links_of(self, deal_ids: list[str]) -> Iterator[tuple[str, dict[str, bool]]]:
        body = {"inputs": [{"id": deal_id} for deal_id in deal_ids]}
        answer = self._client.json("POST", self._links, json=body)
        for error in answer.get("errors", []):
            if NO_LINKS not in str(error):
                raise TransientError(f"associations of some deals were not read: {error}")
        found = {str(item["from"]["id"]): item["to"] for item in answer["results"]}
        for deal_id in deal_ids:
            yield (
                deal_id,
                {str(to["toObjectId"]): _is_primary(to) for to in found.get(deal_id, [])},
            )


def _is_primary(link: Record) -> bool:
    labels = (kind.get("label") or "" for kind in link.get("associationTypes", []))
    return any(label.lower() == PRIMARY_LABEL for label in labels)


def _filter(name: str, operator: str, value: int) -> Record:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _millis(value: Any) -> int:
    found = value if isinstance(value, datetime) else moment(value)
    epoch = datetime.fromtimestamp(0, UTC)
    return (found - epoch) // timedelta(milliseconds=1) if found else 0
