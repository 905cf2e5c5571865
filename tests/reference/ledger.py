"""The ledger: originals, refunds, reversals (§1.5 Conversions; §1.10 Cycles, Value)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tests.reference.crm import QUALIFIED, Crm
from tests.reference.identity import Identity, Key, event_keys
from tests.reference.inquiries import Inquiry
from tests.reference.money import REPORTING, Rates, minor
from tests.reference.records import Landed


@dataclass
class Original:
    """A conversion as it first happened."""

    kind: str
    record: str
    person: Key
    at: datetime
    opened_at: datetime
    currency: str
    value: int
    crm: str | None = None
    deal: str | None = None
    order: str | None = None
    declared: str | None = None
    inquiry: Inquiry | None = None
    voided_at: datetime | None = None

    @property
    def name(self) -> tuple:
        """What names it in every warehouse."""
        return (self.kind, self.record, self.at)


@dataclass
class Entry:
    """A row of the ledger; its value is what stood after it less what stood before."""

    kind: str
    original: Original
    record: str
    at: datetime
    units: int
    before: int
    after: int

    @property
    def name(self) -> tuple:
        return (self.kind, self.record, self.at)

    def reporting(self, rates: Rates) -> tuple[int | None, int | None]:
        """§1.1 FX: before and after at the rate of the original's business day."""
        day, currency = self.original.at.date(), self.original.currency
        before, after = (
            0 if units == 0 else rates.reporting_minor(units, currency, day)
            for units in (self.before, self.after)
        )
        return before, after


def originals(landed: Landed, identity: Identity, crm: Crm, asked: list[Inquiry]) -> list[Original]:
    """Every conversion before refunds and reversals."""
    made = [*_leads(crm, asked), *_qualified(crm, asked)]
    for deal in crm.deals:
        common = {
            "person": deal.person, "opened_at": deal.created_at, "currency": deal.currency,
            "crm": deal.crm, "deal": deal.deal_id, "declared": deal.declared,
        }  # fmt: skip
        # §1.10 Value: an opportunity's value is its amount.
        made.append(
            Original("opportunity", deal.deal_id, at=deal.created_at, value=deal.amount, **common)
        )
        made += [
            Original(
                "sale", deal.deal_id, at=win.at, value=win.amount, voided_at=win.lost_at, **common
            )
            for win in deal.wins
        ]
    return made + list(_orders(landed, identity))


def _declared(crm: Crm, person: Key) -> str | None:
    """Page: of the person's CRM records the earliest that declares anything."""
    told = [
        (lead.at, lead.crm, lead.lead_id, lead.row["declared_source"].strip())
        for lead in crm.leads
        if lead.person == person and (lead.row["declared_source"] or "").strip()
    ]
    return min(told)[3] if told else None


def _leads(crm: Crm, asked: list[Inquiry]) -> Iterable[Original]:
    for one in asked:
        kind = "repeat_inquiry" if one.is_repeat else "lead"
        # §1.1 Spam leads: the lead is reversed, not deleted.
        voided = None if one.is_repeat or not one.spam_at else max(one.spam_at, one.at)
        yield Original(
            kind, one.record, one.person, one.at, one.at, REPORTING, 0,
            declared=_declared(crm, one.person), inquiry=one, voided_at=voided,
        )  # fmt: skip


def _qualified(crm: Crm, asked: list[Inquiry]) -> Iterable[Original]:
    """Page: the first qualified stage after a lead, of its person's CRM records; the stage speaks
    of the latest lead before it. A qualified lead was opened with its lead.
    """
    stages = []
    for (system, lead_id), person in crm.persons.items():
        for change in crm.changes("lead", system, lead_id):
            stages.append((person, change, system, lead_id))
    first: dict[tuple, tuple] = {}
    for person, change, system, lead_id in stages:
        if change["to_stage"].strip().lower() not in QUALIFIED:
            continue
        before = [
            one
            for one in asked
            if one.person == person and not one.is_repeat and one.at <= change["changed_at"]
        ]
        if before:
            lead = max(before, key=lambda one: one.at)
            found = (change["changed_at"], system, lead_id)
            first[lead.table, lead.record] = min(first.get((lead.table, lead.record), found), found)
    for one in asked:
        if (one.table, one.record) in first:
            at, system, lead_id = first[one.table, one.record]
            yield Original(
                "qualified_lead", f"{system}:{lead_id}", one.person, at, one.at, REPORTING, 0,
                declared=_declared(crm, one.person), inquiry=one,
                voided_at=max(one.spam_at, at) if one.spam_at else None,
            )  # fmt: skip


def _orders(landed: Landed, identity: Identity) -> Iterable[Original]:
    """Page: one per order id, the earliest event. §1.10: bots and refusals take away no money."""
    first: dict[str, dict] = {}
    rows = (row for row in landed["web_events"] if row["event_type"] == "order")
    for row in sorted(rows, key=lambda row: (row["event_at"], row["event_id"])):
        first.setdefault((row["order_id"] or "").strip() or row["event_id"], row)
    for order_id, row in first.items():
        at, currency = row["event_at"], row["currency"] or REPORTING
        apart = ("event", row["event_id"])
        person = identity.person(event_keys(row), row["visitor_id"], at, apart)
        value = minor(row["value"], currency) or 0
        yield Original("order", row["event_id"], person, at, at, currency, value, order=order_id)


def entries(landed: Landed, made: list[Original], rates: Rates) -> list[Entry]:
    """The ledger."""
    refunds: dict[tuple, list[tuple[datetime, str, int]]] = defaultdict(list)
    for row in landed["refunds"]:
        sale = _refunded(row, made)
        if sale is None or (sale.voided_at and row["refunded_at"] >= sale.voided_at):
            continue
        amount = minor(row["amount"], row["currency"]) or 0
        # Page: a refund in another currency is turned into its sale's, at that day's rates.
        amount = rates.converted(amount, row["currency"], sale.currency, sale.at.date())
        refunds[sale.name].append((row["refunded_at"], row["refund_id"], amount))
    ledger = []
    for original in made:
        left = original.value
        ledger.append(Entry(original.kind, original, original.record, original.at, 1, 0, left))
        for at, refund_id, amount in sorted(refunds[original.name]):
            # Page: a refund above the amount is kept as it is.
            ledger.append(Entry("refund", original, refund_id, at, 0, left, left - amount))
            left -= amount
        if original.voided_at:
            # §1.10 Cycles: its reversal takes back what remains net.
            voided = original.voided_at
            ledger.append(Entry("reversal", original, original.record, voided, -1, left, 0))
    return ledger


def _refunded(row: dict, made: list[Original]) -> Original | None:
    """Page: of a deal won twice the latest win before the refund, else the nearest after it."""
    if row["opportunity_id"]:
        named = (row["crm"], row["opportunity_id"])
        sales = [one for one in made if one.kind == "sale" and (one.crm, one.deal) == named]
    else:
        sales = [one for one in made if one.kind == "order" and one.order == row["order_id"]]
    at = row["refunded_at"]
    return min(sales, key=lambda one: (one.at > at, abs(one.at - at)), default=None)
