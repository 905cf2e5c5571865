"""Fingerprints of what we wrote into CRM fields, to tell our values from a human's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from orchestration.exports.crm_fields import FieldState
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_schema import crm_state

OBJECT_TYPE = "contact"

States = dict[str, dict[str, FieldState]]


def field_states(ledger: Ledger, destination: str, record_ids: Iterable[str]) -> States:
    """Fingerprints by record id and property."""
    query = select(
        crm_state.c.record_id,
        crm_state.c.field,
        crm_state.c.last_written_hash,
        crm_state.c.intended_hash,
    ).where(
        crm_state.c.destination == destination,
        crm_state.c.object_type == OBJECT_TYPE,
        crm_state.c.record_id.in_(list(record_ids)),
    )
    found: States = defaultdict(dict)
    with ledger.begin() as connection:
        for row in connection.execute(query):
            found[row.record_id][row.field] = FieldState(row.last_written_hash, row.intended_hash)
    return found


def remember(
    ledger: Ledger,
    destination: str,
    hashes: Mapping[str, Mapping[str, str]],
    now: datetime,
    *,
    written: bool,
) -> None:
    """Store fingerprints by record id and property, in one transaction.

    `written`: the values stand in the CRM. Otherwise they are about to be sent, and what was
    written before stays known beside them.
    """
    known = field_states(ledger, destination, hashes)
    rows = [
        {
            "destination": destination,
            "object_type": OBJECT_TYPE,
            "record_id": record_id,
            "field": name,
            "last_written_hash": value
            if written
            else known[record_id].get(name, FieldState()).last_written_hash,
            "intended_hash": None if written else value,
            "updated_at": now,
        }
        for record_id, fields in hashes.items()
        for name, value in fields.items()
    ]
    if not rows:
        return
    replaced = delete(crm_state).where(
        crm_state.c.destination == destination,
        crm_state.c.object_type == OBJECT_TYPE,
        crm_state.c.record_id == bindparam("replaced_id"),
        crm_state.c.field == bindparam("replaced_field"),
    )
    keys = [{"replaced_id": row["record_id"], "replaced_field": row["field"]} for row in rows]
    with ledger.begin() as connection:
        connection.execute(replaced, keys)
        connection.execute(insert(crm_state), rows)
