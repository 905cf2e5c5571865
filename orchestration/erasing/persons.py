"""Whom the requests mean, and everything the warehouse knows them by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import duckdb

Name = tuple[str, str]  # space and value, as in landing/suppression.py

_KEY_SPACES = {"e": "email", "p": "phone", "u": "user", "l": "lead"}
_RECORD_SPACES = {name: name for name in ("event", "form", "chat", "call", "email_click")}

_PERSONS = """
    select person_id from intermediate.int_person_keys
    where key in (select unnest($keys)) or exists (
        select 1 from (select unnest($leads) as lead_id) as asked
        where starts_with(key, 'l:') and ends_with(key, ':' || asked.lead_id))
    union
    select person_id from intermediate.int_visitor_persons
    where visitor_id in (select unnest($visitors))
    union
    -- Whom nobody has identified has touches alone.
    select person_id from marts.fct_touchpoints
    where visitor_id in (select unnest($visitors))"""
_INQUIRIES = """
    select leads.conversion_id, leads.conversion_type, inquiries.record_type, inquiries.record_id,
        leads.voided_at is not null
    from intermediate.int_lead_conversions as leads
    inner join intermediate.int_inquiries as inquiries using (inquiry_id)
    where leads.person_id in (select unnest($persons))"""
_ORDERS = """
    select conversion_id, order_id from intermediate.int_original_conversions
    where conversion_type = 'order' and order_id = record_id
        and person_id in (select unnest($persons))"""


@dataclass
class Persons:
    """The persons, what they are known by, and their conversions by id."""

    ids: set[str] = field(default_factory=set)
    names: set[Name] = field(default_factory=set)
    conversions: set[str] = field(default_factory=set)
    # Conversions whose id is made of the id of a record: how it is made again.
    inquiries: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    orders: list[tuple[str, str]] = field(default_factory=list)

    def renamed(self, tombstone: Callable[[str, str], str | None]) -> dict[str, str]:
        """Ids of conversions before and after, as the models make them of records' ids."""
        new: dict[str, str] = {}
        for conversion, kind, record_type, record, voided in self.inquiries:
            other = _md5(kind, _md5(record_type, _other(record_type, record, tombstone)))
            new[conversion] = other
            if voided:
                new[_md5("reversal", conversion)] = _md5("reversal", other)
        for conversion, event in self.orders:
            new[conversion] = _md5("order", tombstone("event", event) or event)
        return {old: other for old, other in new.items() if old != other}


def find(warehouse: duckdb.DuckDBPyConnection, requested: Iterable[Name]) -> Persons:
    """Everybody whom the requested names mean, known to the warehouse or not."""
    asked = list(requested)
    found = Persons(names=set(asked))
    prefixes = {"email": "e:", "phone": "p:", "user": "u:"}
    given = {
        "keys": [prefixes[space] + value for space, value in asked if space in prefixes],
        "visitors": [value for space, value in asked if space == "visitor"],
        "leads": [value for space, value in asked if space == "lead_id"],
    }
    found.ids = {person for (person,) in warehouse.execute(_PERSONS, given).fetchall()}
    persons = {"persons": list(found.ids)}
    of_them = "person_id in (select unnest($persons))"

    def rows(sql: str) -> list[tuple]:
        return warehouse.execute(sql, persons).fetchall()

    for (key,) in rows(f"select key from intermediate.int_person_keys where {of_them}"):
        kind, _, value = key.partition(":")
        found.names.add((_KEY_SPACES[kind], value))
    for (visitor,) in rows(
        f"select visitor_id from intermediate.int_visitor_persons where {of_them}"
    ):
        found.names.add(("visitor", visitor))
    for kind, record in rows(
        f"select record_type, record_id from intermediate.int_record_persons where {of_them}"
    ):
        if kind in _RECORD_SPACES:
            found.names.add((_RECORD_SPACES[kind], record))
    found.conversions = {
        one for (one,) in rows(f"select conversion_id from marts.fct_conversions where {of_them}")
    }
    found.inquiries, found.orders = rows(_INQUIRIES), rows(_ORDERS)
    return found


def _other(record_type: str, record: str, tombstone: Callable[[str, str], str | None]) -> str:
    if record_type == "lead":
        crm_and_id = record.removeprefix("l:")
        other = tombstone("lead", crm_and_id)
        return f"l:{crm_and_id.partition(':')[0]}:{other}" if other else record
    return tombstone(record_type, record) or record


def _md5(*parts: str) -> str:
    return hashlib.md5("|".join(parts).encode()).hexdigest()
