"""What the CRM can say of a company: versions, merges, stages, deals and refunds."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.reference.facts import AMOUNTS, CURRENCIES
from tests.reference.pen import Pen, Row

CRM = "crm"
STAGES = ("lead_in", "qualified", "proposal", "closedwon", "closedlost", "closedwon")
STATUSES = (None, None, "new", "spam", "junk", "MQL", "Spam")
DECLARED = (None, None, "Referral partner", "Trade show", "My uncle")


def _version(pen: Pen, table: str, key: tuple[str, ...], row: Row) -> None:
    """A version of a record, read after the ones before it."""
    known = [
        one for one in pen.tables.get(table, []) if all(one[name] == row[name] for name in key)
    ]
    if known:
        last = max(known, key=lambda one: one["extracted_at"])
        row["created_at"] = last["created_at"]
        read = datetime.fromisoformat(last["extracted_at"]) + timedelta(
            seconds=pen.pick((1, 3600, 86_400))
        )
        row["extracted_at"] = row["updated_at"] = str(read)
        pen.remember(read)
    pen.add(table, row)


def _lead(pen: Pen) -> None:
    at = pen.moment()
    row = {
        "crm": CRM, "lead_id": pen.one_of("l", 3), "created_at": at,
        "updated_at": pen.pick((None, at)), "email": pen.email(),
        "phone": pen.phone(3), "visitor_id": pen.visitor(5), "status": pen.pick(STATUSES),
        "declared_source": pen.pick(DECLARED),
        "is_deleted": pen.pick((None, None, None, None, False, True)),
        "merged_into_id": pen.one_of("l", 3, 9), "extracted_at": at,
    }  # fmt: skip
    if row["merged_into_id"] == row["lead_id"]:
        row["merged_into_id"] = None
    _version(pen, "leads", ("crm", "lead_id"), row)


def _merge(pen: Pen) -> None:
    at = pen.moment()
    from_id, into_id = pen.one_of("l", 3), pen.one_of("l", 3)
    if from_id != into_id and not any(
        (row["merged_at"], row["from_id"]) == (at, from_id) for row in pen.tables.get("merges", [])
    ):
        undone = pen.pick((None, False, True))
        row = {"crm": CRM, "merged_at": at, "from_id": from_id, "into_id": into_id}
        pen.add("merges", {**row, "is_unmerge": undone, "extracted_at": at})


def _deal(pen: Pen) -> None:
    at = pen.moment()
    stage = pen.pick(STAGES)
    known = {"closedwon": (True, True), "closedlost": (False, True)}.get(stage, (False, False))
    won, closed = known if pen.pick((True, True, False)) else (None, None)
    closed_at = (
        pen.moment() if stage.startswith("closed") or pen.pick((True, False, False)) else None
    )
    if closed_at and pen.pick((True, False, False)):
        closed_at = closed_at[:10]
    deal = pen.one_of("d", 2)
    before = [one for one in pen.tables.get("opportunities", []) if one["opportunity_id"] == deal]
    currency = before[0].get("currency") if before else pen.pick(CURRENCIES)
    row = {
        "crm": CRM, "opportunity_id": deal, "created_at": at,
        "updated_at": pen.pick((None, at, at)), "amount": pen.pick(AMOUNTS), "currency": currency,
        "stage": stage, "is_won": won,
        "is_closed": closed, "closed_at": pen.pick((closed_at, closed_at, None)),
        "declared_source": pen.pick(DECLARED),
        "is_deleted": pen.pick((None, None, None, None, None, True)), "extracted_at": at,
    }  # fmt: skip
    _version(pen, "opportunities", ("crm", "opportunity_id"), row)


def _link(pen: Pen) -> None:
    at = pen.moment()
    pen.add(
        "opportunity_leads",
        {
            "crm": CRM, "opportunity_id": pen.one_of("d", 2), "lead_id": pen.one_of("l", 3),
            "is_primary": pen.pick((None, True, False)),
            "is_deleted": pen.pick((None, None, None, True)), "extracted_at": at,
        },
    )  # fmt: skip


def _change(pen: Pen) -> None:
    at = pen.moment()
    if pen.pick((True, True, False)):
        kind, record, stage = "opportunity", pen.one_of("d", 2), pen.pick(STAGES)
    else:
        kind, record, stage = "lead", pen.one_of("l", 3), pen.pick(("new", "MQL", "qualified"))
    amount = pen.pick((None, None, 50, 1000.5)) if kind == "opportunity" else None
    pen.add(
        "stage_changes",
        {
            "crm": CRM, "object_type": kind, "object_id": record, "changed_at": at,
            "to_stage": stage, "amount": amount, "extracted_at": at,
        },
    )  # fmt: skip


def _refund(pen: Pen) -> None:
    at = pen.moment()
    row: Row = {"refund_id": pen.id("r"), "refunded_at": at, "extracted_at": at}
    if pen.pick((True, True, False)):
        row.update(crm=CRM, opportunity_id=pen.one_of("d", 2))
        told = [
            one
            for one in pen.tables.get("opportunities", [])
            if one["opportunity_id"] == row["opportunity_id"]
        ]
    else:
        row["order_id"] = pen.one_of("o", 2)
        told = [
            one
            for one in pen.tables.get("web_events", [])
            if one.get("order_id") == row["order_id"]
        ]
    row["currency"] = (told[0].get("currency") if told else None) or "GBP"
    row["amount"] = pen.pick((0.01, 1, 50, 100, 1000, 5000))
    pen.add("refunds", row)


FACTS = {
    "lead": _lead, "merge": _merge, "deal": _deal, "link": _link, "change": _change,
    "refund": _refund,
}  # fmt: skip
