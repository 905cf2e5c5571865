"""A loopback HubSpot portal for write-back: property definitions, batch read, batch update.

Enforces what the real one documents: known properties only, 100 inputs a batch, no id twice in a
batch, values of the property's type, archived records refused one by one in a 207.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestration.demo.vendors.hubspot_objects import failure, invalid
from orchestration.demo.vendors.messages import Answer, Request

BATCH = 100
TEXT_MAX = 65_536
OPTION_TYPES = frozenset({"string", "number", "date", "datetime", "enumeration", "bool"})
_OBJECTS = re.compile(r"^/crm/(?:objects/2026-03|v3/objects)/contacts/batch/(read|update)$")
_PROPERTIES = re.compile(
    r"^/crm/(?:properties/2026-03|v3/properties)/contacts(|/groups|/batch/create)$"
)


@dataclass
class PortalContact:
    """One contact: its properties, every write it saw, and whether it is archived."""

    properties: dict[str, str] = field(default_factory=dict)
    writes: list[dict[str, str]] = field(default_factory=list)
    archived: bool = False


class HubSpotPortal:
    """One portal. `fault` may answer a request in its place; `after_write` follows a write."""

    def __init__(self, token: str, contacts: Mapping[str, PortalContact] | None = None):
        self.token = token
        self.contacts: dict[str, PortalContact] = dict(contacts or {})
        self.definitions: dict[str, dict[str, Any]] = {
            name: {"name": name, "label": name, "type": "string", "groupName": "contactinformation"}
            for name in ("email", "phone", "country", "company")
        }
        self.groups: dict[str, str] = {"contactinformation": "Contact information"}
        self.bodies: list[str] = []
        self.fault: Callable[[Request], Answer | None] = lambda request: None
        self.after_write: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def busy(self) -> Answer:
        """The short burst limit."""
        return failure(
            429, "RATE_LIMITS", "You have reached your secondly limit.", policyName="SECONDLY"
        )

    def answer(self, request: Request) -> Answer:
        """Route one request."""
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return failure(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if (injected := self.fault(request)) is not None:
            return injected
        with self._lock:
            if match := _OBJECTS.match(request.path):
                return self._read(request) if match[1] == "read" else self._update(request)
            if match := _PROPERTIES.match(request.path):
                return self._schema(match[1], request)
        return Answer(404, "<html><body><h2>HTTP ERROR 404</h2></body></html>")

    def _schema(self, action: str, request: Request) -> Answer:
        if request.method == "GET":
            named = self.groups if action == "/groups" else self.definitions
            results = [{"name": name} if action else named[name] for name in named]
            return Answer(200, {"results": results})
        body = request.json()
        if action == "/groups":
            self.groups[body["name"]] = body["label"]
            return Answer(201, body)
        for each in body["inputs"]:
            if each["groupName"] not in self.groups:
                return invalid(f"property group {each['groupName']} does not exist")
            if each["type"] not in OPTION_TYPES or not re.fullmatch(
                r"[a-z][a-z0-9_]*", each["name"]
            ):
                return invalid(f"property {each['name']} is not valid")
        created = {
            each["name"]: each for each in body["inputs"] if each["name"] not in self.definitions
        }
        self.definitions |= created
        return Answer(201, {"status": "COMPLETE", "results": list(created.values())})

    def _read(self, request: Request) -> Answer:
        body = request.json()
        ids = [str(each["id"]) for each in body["inputs"]]
        if len(ids) > BATCH:
            return invalid(f"at most {BATCH} inputs")
        found = [each for each in ids if each in self.contacts and not self.contacts[each].archived]
        results = [
            {
                "id": each,
                "properties": {
                    name: self.contacts[each].properties.get(name)
                    for name in body.get("properties", [])
                    if name in self.definitions
                },
                "archived": False,
            }
            for each in found
        ]
        answer = {"status": "COMPLETE", "results": results}
        return self._multi(answer, [each for each in ids if each not in found])

    def _update(self, request: Request) -> Answer:
        self.bodies.append(request.body.decode())
        inputs = request.json()["inputs"]
        ids = [str(each["id"]) for each in inputs]
        if len(ids) > BATCH:
            return invalid(f"at most {BATCH} inputs")
        if len(set(ids)) < len(ids):
            return invalid("duplicate ids in one batch")
        problems = [
            problem
            for each in inputs
            for name, value in each["properties"].items()
            if (problem := self._value_problem(name, value))
        ]
        if problems:
            return invalid(f"Property values were not valid: {json.dumps(problems)}")
        found = [each for each in inputs if self._is_writable(str(each["id"]))]
        for each in found:
            contact = self.contacts[str(each["id"])]
            contact.properties |= each["properties"]
            contact.writes.append(dict(each["properties"]))
        self.after_write()
        results = [{"id": str(each["id"]), "properties": each["properties"]} for each in found]
        missing = [each for each in ids if not self._is_writable(each)]
        return self._multi({"status": "COMPLETE", "results": results}, missing)

    def _is_writable(self, record_id: str) -> bool:
        return record_id in self.contacts and not self.contacts[record_id].archived

    def _multi(self, answer: dict[str, Any], missing: list[str]) -> Answer:
        if not missing:
            return Answer(200, answer)
        error = {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some CONTACT objects, they may be deleted or not exist.",
            "context": {"ids": missing},
        }
        return Answer(207, {**answer, "numErrors": 1, "errors": [error]})

    def _value_problem(self, name: str, value: str) -> dict[str, Any] | None:
        definition = self.definitions.get(name)
        if definition is None:
            return {
                "isValid": False,
                "message": f'Property "{name}" does not exist',
                "error": "PROPERTY_DOESNT_EXIST",
                "name": name,
            }
        if _fits(value, definition):
            return None
        return {"isValid": False, "error": "INVALID_VALUE", "name": name}


def _fits(value: str, definition: Mapping[str, Any]) -> bool:
    kind = definition["type"]
    try:
        if kind == "number":
            return Decimal(value).is_finite()
        if kind in {"date", "datetime"}:
            return bool(datetime.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return False
    if kind == "enumeration":
        return value in {each["value"] for each in definition.get("options", [])}
    if kind == "bool":
        return value in {"true", "false"}
    return len(value) <= TEXT_MAX
