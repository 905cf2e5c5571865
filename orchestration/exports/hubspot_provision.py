"""Creates the property group and properties in HubSpot, or says what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.exports.crm_fields import CrmField, load_field_map
from orchestration.exports.hubspot_contacts import HubSpotContacts

GROUP_LABEL = "Headwater attribution"


def schema_problems(
    fields: list[CrmField], definitions: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """Property name to what is wrong with it: missing, or of another type."""
    problems = {}
    for each in fields:
        definition = definitions.get(each.property_name)
        if definition is None or definition.get("archived"):
            problems[each.property_name] = "missing"
        elif definition.get("type") not in {each.type, "enumeration"}:
            problems[each.property_name] = f"is {definition.get('type')}, not {each.type}"
    return problems


def provision_properties(contacts: HubSpotContacts, *, check: bool = False) -> dict[str, str]:
    """Create what is missing unless `check`; returns what is still wrong, by property."""
    fields = load_field_map()
    problems = schema_problems(fields, contacts.definitions())
    if check or not problems:
        return problems
    groups = contacts.groups()
    for name in sorted({each.group_name for each in fields} - groups):
        contacts.create_group(name, GROUP_LABEL)
    missing = [each for each in fields if problems.get(each.property_name) == "missing"]
    if missing:
        contacts.create_properties(missing)
    return schema_problems(fields, contacts.definitions())
