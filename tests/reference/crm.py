"""What the CRM says: leads that stand, deals and their wins (§1.5 Conversions; §1.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.reference.identity import Identity, Key, contact, lead_key
from tests.reference.money import REPORTING, minor
from tests.reference.records import Landed, Row

# Stages of the invented CRM of these tests; which word means what is data (seed crm_stages).
WON = {"closedwon", "closed won", "won"}
LOST = {"closedlost", "closed lost", "lost"}
QUALIFIED = {"marketingqualifiedlead", "salesqualifiedlead", "mql", "sql", "qualified"}
SPAM = {"spam", "junk"}


@dataclass
class Lead:
    """A CRM lead that stands; `at` is when the first of those merged into it was created."""

    crm: str
    lead_id: str
    person: Key
    at: datetime
    row: Row


@dataclass
class Win:
    """One unbroken run of won; `lost_at` where it ended."""

    at: datetime
    amount: int
    lost_at: datetime | None = None


@dataclass
class Deal:
    """A deal that is not deleted."""

    row: Row
    person: Key
    currency: str
    amount: int
    declared: str | None
    lead_id: str | None
    contacts: frozenset[Key] = frozenset()
    wins: list[Win] = field(default_factory=list)

    @property
    def crm(self) -> str:
        return str(self.row["crm"])

    @property
    def deal_id(self) -> str:
        return str(self.row["opportunity_id"])

    @property
    def created_at(self) -> datetime:
        return self.row["created_at"]  # type: ignore[no-any-return]


class Crm:
    """Leads and deals with their persons."""

    def __init__(self, landed: Landed, identity: Identity) -> None:
        self._landed, self._identity = landed, identity
        self.persons = {
            (row["crm"], row["lead_id"]): identity.person(
                [lead_key(row["crm"], row["lead_id"]), *contact(row)],
                row["visitor_id"],
                row["created_at"],
                ("lead", f"{row['crm']}:{row['lead_id']}"),
            )
            for row in landed["leads"]
        }
        self.leads = list(self._leads())
        self.deals = [
            self._deal(row) for row in landed["opportunities"] if row["is_deleted"] is not True
        ]

    def _leads(self) -> Iterable[Lead]:
        """§1.5: CRM-merged leads collapse into the one at the end of the chain."""
        rows = {(row["crm"], row["lead_id"]): row for row in self._landed["leads"]}
        members: dict[tuple[str, str], list[Row]] = {}
        for key, row in rows.items():
            survivor = self._survivor(key)
            # Page: a deleted lead is none, unless it was merged away.
            if row["is_deleted"] is not True or survivor != key:
                members.setdefault(survivor, []).append(row)
        for key, of_lead in sorted(members.items()):
            if key in rows and rows[key] in of_lead:
                at = min(row["created_at"] for row in of_lead)
                yield Lead(*key, self.persons[key], at, rows[key])

    def _survivor(self, key: tuple[str, str]) -> tuple[str, str]:
        """The end of the chain of merges; in a circle each stands for itself."""
        ends, todo, seen = set(), [key], set()
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            onward = self._identity.standing_merges.get(one, set())
            if not onward:
                ends.add(one)
            todo += [(one[0], into) for into in onward]
        return min(ends, default=key)

    def _deal(self, row: Row) -> Deal:
        links = {
            (link["crm"], link["lead_id"]): link["is_primary"] is not True
            for link in self._landed["opportunity_leads"]
            if (link["crm"], link["opportunity_id"]) == (row["crm"], row["opportunity_id"])
            and link["is_deleted"] is not True
        }
        contacts = [
            (links[lead["crm"], lead["lead_id"]], lead["created_at"], lead["lead_id"], lead)
            for lead in self._landed["leads"]
            if (lead["crm"], lead["lead_id"]) in links
        ]
        # §1.5 Parallel deals: its person is the primary contact, else the earliest lead.
        first = min(contacts, key=lambda one: one[:3])[3] if contacts else None
        person = (
            self.persons[first["crm"], first["lead_id"]]
            if first
            else ("deal", f"{row['crm']}:{row['opportunity_id']}")
        )
        currency = row["currency"] or REPORTING
        declared = (
            row["declared_source"] or (first["declared_source"] if first else None) or ""
        ).strip()
        amount = minor(row["amount"], currency) or 0
        deal = Deal(row, person, currency, amount, declared or None, first and first["lead_id"])
        deal.contacts = frozenset(self.persons[one[3]["crm"], one[2]] for one in contacts)
        deal.wins = list(self._wins(deal))
        return deal

    def changes(self, kind: str, crm: str, record: str) -> list[Row]:
        """The stage changes of a lead or a deal, in order; within one instant a win is last."""
        rows = [
            row
            for row in self._landed["stage_changes"]
            if (row["object_type"], row["crm"], row["object_id"]) == (kind, crm, record)
        ]
        return sorted(rows, key=lambda row: (row["changed_at"], _is(row, WON), row["to_stage"]))

    def _wins(self, deal: Deal) -> Iterable[Win]:
        """§1.10 Cycles: each unbroken run of won is one sale; what the deal says of itself last."""
        row = deal.row
        history = self.changes("opportunity", deal.crm, deal.deal_id)
        won, closed_at = _is_won(row), self._closed_at(deal)
        updated_at = row["updated_at"]
        present_at = (
            closed_at or updated_at or row["created_at"] if won else updated_at or closed_at
        )
        states = [
            (_is(change, WON), change["changed_at"], minor(change["amount"], deal.currency), False)
            for change in history
        ]
        if not any(state[0] for state in states):
            states = self._former(deal, history)
        states.append((won, present_at, deal.amount, True))
        turns: list[tuple] = []
        for state in states:
            if state[0] != (turns[-1][0] if turns else False):
                turns.append(state)
        for place, (_, turned_at, amount, _) in enumerate(turns):
            if not turns[place][0]:
                continue
            lost = turns[place + 1] if place + 1 < len(turns) else None
            lost_before = turns[place - 1][1] if place else None
            again = place + 2 < len(turns)
            # Page: a history newer than its deal is no win until the deal says so too.
            if lost and lost[3] and updated_at is not None and updated_at < turned_at:
                continue
            if not lost and closed_at and (lost_before is None or closed_at > lost_before):
                at = closed_at
            else:
                at = max(turned_at, lost_before or turned_at)
            # Page: amounts are today's; a former win keeps the amount it was lost with.
            kept = [lost[2] if lost else None, amount, deal.amount] if again else [deal.amount]
            value = next(one for one in kept if one is not None)
            yield Win(at, value, max(lost[1] or turned_at, turned_at) if lost else None)

    def _former(self, deal: Deal, history: list[Row]) -> list[tuple]:
        """Page: where no stage change tells of a win, the versions do, in the order of reading."""
        versions = [
            row
            for row in self._landed.versions["opportunities"]
            if (row["crm"], row["opportunity_id"]) == (deal.crm, deal.deal_id)
        ]
        known = [
            (at, 1, (False, at, minor(change["amount"], deal.currency), False))
            for change in history
            for at in [change["changed_at"]]
        ]
        for row in sorted(versions, key=lambda row: row["extracted_at"])[:-1]:
            won, at = _is_won(row), row["updated_at"] or row["extracted_at"]
            if won and row["closed_at"]:
                day = timedelta(seconds=86399 if row["closed_at_is_date"] else 0)
                at = row["closed_at"] + day
            amount = minor(row["amount"], row["currency"] or REPORTING)
            known.append((row["extracted_at"], 0, (won, at, amount, False)))
        return [state for _, _, state in sorted(known, key=lambda one: one[:2])]

    def _closed_at(self, deal: Deal) -> datetime | None:
        """§1.5 Conversions: `closed_at`; of a date alone that day's won change or end."""
        row = deal.row
        won, lost = _is_won(row), _is_lost(row)
        if not (won or lost):
            return None
        kinds = WON if won else LOST
        changed = [
            change["changed_at"]
            for change in self.changes("opportunity", deal.crm, deal.deal_id)
            if _is(change, kinds)
        ]
        closed_at = row["closed_at"]
        if closed_at is None:
            return max(changed, default=None) or row["updated_at"] or row["created_at"]
        if not row["closed_at_is_date"]:
            return closed_at  # type: ignore[no-any-return]
        that_day = [at for at in changed if at.date() == closed_at.date()]
        return max(that_day, default=closed_at + timedelta(seconds=86399))


def _is(change: Row, stages: set[str]) -> bool:
    return (change["to_stage"] or "").strip().lower() in stages


def _is_won(row: Row) -> bool:
    """Page: what a deal says of itself stands above what its stage is called."""
    return row["is_won"] is True or (row["is_won"] is None and _stage(row) in WON)


def _is_lost(row: Row) -> bool:
    stage = _stage(row)
    if _is_won(row):
        return False
    return (row["is_closed"] is True and stage not in WON) or (
        row["is_closed"] is None and stage in LOST
    )


def _stage(row: Row) -> str:
    return (row["stage"] or "").strip().lower()
