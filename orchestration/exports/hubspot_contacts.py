"""HubSpot's contact endpoints: property definitions, batch read, batch update by record id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from orchestration.exports.crm_fields import CrmField
from orchestration.exports.errors import ExportConfigurationError
from orchestration.exports.outcomes import Refusal
from orchestration.exports.policies import HUBSPOT, CrmPolicy
from orchestration.resources.http import FixedHeaders, RetryPolicy, VendorClient
from orchestration.settings import HubSpotWriteBack, Settings


@dataclass
class UpdateResult:
    """What became of one batch update. Records in neither are of unknown outcome."""

    written: set[str] = field(default_factory=set)
    refused: dict[str, Refusal] = field(default_factory=dict)


class HubSpotContacts:
    """Speaks to one portal. Raises VendorError for whatever is not an answer about a record."""

    def __init__(self, settings: HubSpotWriteBack, token: str, policy: CrmPolicy = HUBSPOT):
        version = settings.api_version
        is_dated = version[:1].isdigit()
        self._objects = (
            f"/crm/objects/{version}/contacts" if is_dated else f"/crm/{version}/objects/contacts"
        )
        self._properties = (
            f"/crm/properties/{version}/contacts"
            if is_dated
            else f"/crm/{version}/properties/contacts"
        )
        self._client = VendorClient(
            "hubspot",
            settings.base_url,
            FixedHeaders({"Authorization": f"Bearer {token}"}, hidden=(token,)),
            policy=RetryPolicy(
                attempts=policy.attempts_max,
                first_wait_seconds=policy.retry_initial_seconds,
                longest_wait_seconds=policy.retry_max_seconds,
                budget_seconds=policy.retry_budget_seconds,
                timeout_seconds=policy.timeout_seconds,
            ),
            refused=_daily_limit,
            credentials_fix="set HEADWATER_EXPORTS__HUBSPOT__ACCESS_TOKEN to a token that may "
            "read and write contacts and their properties",
        )

    @property
    def requests(self) -> int:
        """Requests made so far, retries included."""
        return self._client.requests

    def close(self) -> None:
        """Give up the connection."""
        self._client.__exit__()

    def definitions(self) -> dict[str, dict[str, Any]]:
        """All contact properties by name."""
        answer = self._client.json("GET", self._properties)
        return {each["name"]: each for each in answer.get("results", [])}

    def groups(self) -> set[str]:
        """Names of the contact property groups."""
        answer = self._client.json("GET", f"{self._properties}/groups")
        return {each["name"] for each in answer.get("results", [])}

    def create_group(self, name: str, label: str) -> None:
        """Create one property group."""
        body = {"name": name, "label": label}
        self._client.json("POST", f"{self._properties}/groups", json=body)

    def create_properties(self, fields: Iterable[CrmField]) -> None:
        """Create contact properties as the field map describes them."""
        inputs = [
            {
                "name": each.property_name,
                "label": each.label,
                "type": each.type,
                "fieldType": each.field_type,
                "groupName": each.group_name,
                "description": each.description,
                "formField": False,
            }
            for each in fields
        ]
        self._client.json("POST", f"{self._properties}/batch/create", json={"inputs": inputs})

    def read(self, ids: Iterable[str], properties: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Current property values by record id; ids that the portal no longer has are absent."""
        body = {"inputs": [{"id": each} for each in ids], "properties": list(properties)}
        answer = self._client.json("POST", f"{self._objects}/batch/read", json=body)
        return {
            str(each["id"]): each.get("properties", {})
            for each in answer.get("results", [])
            if not each.get("archived")
        }

    def update(self, changes: Mapping[str, Mapping[str, str]]) -> UpdateResult:
        """Set properties by record id. A 207 carries results and errors side by side."""
        inputs = [{"id": each, "properties": dict(values)} for each, values in changes.items()]
        body = {"inputs": inputs}
        answer = self._client.json("POST", f"{self._objects}/batch/update", json=body)
        result = UpdateResult(written={str(each["id"]) for each in answer.get("results", [])})
        for error in answer.get("errors", []):
            refusal = Refusal(str(error.get("category", "ERROR")), str(error.get("message", "")))
            for record_id in (error.get("context") or {}).get("ids", []):
                result.refused[str(record_id)] = refusal
        return result


def access_token(settings: Settings) -> str:
    """The write-back's own token, else the reader's. Raises ExportConfigurationError if none."""
    token = settings.exports.hubspot.access_token or settings.hubspot.access_token
    if token is None or not token.get_secret_value():
        raise ExportConfigurationError(
            "no HubSpot token — settings.exports.hubspot.access_token — write-back needs one — "
            "FIX: set HEADWATER_EXPORTS__HUBSPOT__ACCESS_TOKEN"
        )
    return token.get_secret_value()


def _daily_limit(response: httpx.Response) -> str | None:
    """A spent daily quota does not come back tonight; a short burst limit does."""
    if response.status_code != httpx.codes.TOO_MANY_REQUESTS or "DAILY" not in response.text:
        return None
    return "the portal's daily quota is spent; the next run goes on here"
