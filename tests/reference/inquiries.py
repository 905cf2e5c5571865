"""Inquiries and leads (§1.5 Lead dedupe; §1.1 Calls, Spam leads; §1.10 Leads)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.reference.consent import Consents, is_silent
from tests.reference.crm import SPAM, Crm
from tests.reference.identity import Identity, Key, event_keys
from tests.reference.records import Landed
from tests.reference.touches import Interaction

MATCH = timedelta(minutes=10)
REPEAT = timedelta(days=30)
CALL_MIN_SECONDS = 30
RANKS = {"web": 1, "form": 2, "chat": 3, "call": 4, "lead": 6}


@dataclass
class Inquiry:
    """Somebody asking to be contacted; `table` is where it was recorded first."""

    table: str
    record: str
    kind: str
    person: Key
    at: datetime
    form: str | None = None
    is_lead: bool = True
    tables: tuple[str, ...] = ()
    is_repeat: bool = False
    spam_at: datetime | None = None

    @property
    def order(self) -> tuple:
        return (self.at, RANKS[self.table], self.record)


def inquiries(
    landed: Landed, consents: Consents, identity: Identity, crm: Crm, found: list[Interaction]
) -> list[Inquiry]:
    """Every inquiry of a company, leads and repeats."""
    recorded: list[Inquiry] = []
    records = list(_records(landed, consents, identity, found))
    for person in sorted({one.person for one in records}):
        matched = list(_within_ten_minutes([one for one in records if one.person == person]))
        recorded += [one for one in _under_one_id(matched) if one.is_lead]
    every = recorded + list(_crm_alone(crm, recorded))
    counted = []
    for person in sorted({one.person for one in every}):
        counted += _grouped([one for one in every if one.person == person])
    spam = _spam(crm)
    return [replace(one, spam_at=spam.get(one.person)) for one in counted]


def _records(
    landed: Landed, consents: Consents, identity: Identity, found: list[Interaction]
) -> Iterable[Inquiry]:
    for row in landed["web_events"]:
        kind = {"form_submit": "form", "chat_start": "chat"}.get(row["event_type"])
        if kind and not is_silent(row, consents):
            apart = ("event", row["event_id"])
            person = identity.person(event_keys(row), row["visitor_id"], row["event_at"], apart)
            yield Inquiry("web", row["event_id"], kind, person, row["event_at"], row["form_id"])
    for one in found:
        row = one.row
        if one.kind == "form":
            yield Inquiry("form", one.record, "form", one.person, one.at, row["form_id"])
        if one.kind == "chat":
            # Page: unless the tool says that it is no lead.
            leads = row["is_lead"] is not False
            yield Inquiry("chat", one.record, "chat", one.person, one.at, one.record, leads)
        # §1.1 Calls: answered and at least 30 seconds.
        long_enough = int(row["duration_seconds"] or 0) >= CALL_MIN_SECONDS
        if one.kind == "call" and row["is_answered"] is True and long_enough:
            yield Inquiry("call", one.record, "call", one.person, one.at, one.record)


def _within_ten_minutes(records: list[Inquiry]) -> Iterable[Inquiry]:
    """§1.5: one inquiry recorded in several tables within ten minutes is one; two posts of one
    form are two. Page: records chained by ten minutes, the n-th of each table together. A call is
    recorded once.
    """
    yield from (replace(one, tables=("call",)) for one in records if one.table == "call")
    chains: list[list[Inquiry]] = []
    for one in sorted((one for one in records if one.table != "call"), key=lambda one: one.order):
        if chains and one.at - chains[-1][-1].at <= MATCH:
            chains[-1].append(one)
        else:
            chains.append([one])
    for chain in chains:
        posts: dict[int, list[Inquiry]] = defaultdict(list)
        numbers: dict[str, int] = defaultdict(int)
        for one in sorted(chain, key=lambda one: (one.at, one.record)):
            numbers[one.table] += 1
            posts[numbers[one.table]].append(one)
        for post in posts.values():
            first = min(post, key=lambda one: one.order)
            said = [one.is_lead for one in post if one.table != "web"]
            yield replace(
                first,
                tables=tuple(sorted({one.table for one in post})),
                form=max((one.form for one in post if one.form), default=None),
                # What the chat tool says stands above the web event of the same chat.
                is_lead=any(said) if said else True,
            )


def _under_one_id(matched: list[Inquiry]) -> Iterable[Inquiry]:
    """§1.5: the same form or conversation id in different tables is one inquiry, within the days
    of a repeat (page).
    """
    chains: dict[str, list[list[Inquiry]]] = defaultdict(list)
    for one in sorted(matched, key=lambda one: one.order):
        if len(one.tables) > 1 or one.form is None:
            yield one
            continue
        chain = chains[one.form]
        if chain and one.at - chain[-1][-1].at <= REPEAT:
            chain[-1].append(one)
        else:
            chain.append([one])
    for chain in (chain for of_form in chains.values() for chain in of_form):
        seen: dict[int, Inquiry] = {}
        numbers: dict[str, int] = defaultdict(int)
        for one in sorted(chain, key=lambda one: (one.at, one.record)):
            numbers[one.tables[0]] += 1
            number = numbers[one.tables[0]]
            if number not in seen or one.order < seen[number].order:
                seen[number] = one
        yield from seen.values()


def _crm_alone(crm: Crm, recorded: list[Inquiry]) -> Iterable[Inquiry]:
    """§1.5: a CRM row counts only if no other inquiry exists within 30 days, on either side."""
    for lead in crm.leads:
        near = [
            one for one in recorded if one.person == lead.person and abs(one.at - lead.at) <= REPEAT
        ]
        if not near:
            record = f"l:{lead.crm}:{lead.lead_id}"
            yield Inquiry("lead", record, "crm", lead.person, lead.at, tables=("lead",))


def _grouped(of_person: list[Inquiry]) -> Iterable[Inquiry]:
    """§1.5: the first, and any more than 30 days after the first of its group, is a lead."""
    first_at: datetime | None = None
    for one in sorted(of_person, key=lambda one: one.order):
        if first_at is None or one.at - first_at > REPEAT:
            first_at = one.at
            yield replace(one, is_repeat=False)
        elif one.kind != "crm":
            # Page: a further CRM row within the days is the same lead typed in again.
            yield replace(one, is_repeat=True)


def _spam(crm: Crm) -> dict[Key, datetime]:
    """§1.10: spam only if all CRM records of the person are junk; known at the newest of them."""
    by_person: dict[Key, list] = defaultdict(list)
    for lead in crm.leads:
        by_person[lead.person].append(lead)
    return {
        person: max(lead.row["updated_at"] or lead.at for lead in leads)
        for person, leads in by_person.items()
        if all((lead.row["status"] or "").strip().lower() in SPAM for lead in leads)
    }
