"""A customer's life from the first visit to the second purchase, so that cycles have a past."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.reference.crm_facts import CRM, DECLARED
from tests.reference.facts import AMOUNTS, CURRENCIES
from tests.reference.pen import GAPS, Pen, Row

STEPS = (
    "page_view", "page_view", "page_view", "form_submit", "review_submitted", "deal", "win", "win",
    "lose", "refund", "order",
)  # fmt: skip
LONGEST = 12


class Life:
    """One person with one cookie and one CRM lead; each step comes a gap after the one before."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.visitor, self.email = pen.visitor(0), pen.email(0)
        self.now = datetime.fromisoformat(pen.moment())
        self.lead = f"{pen.tag}-ll{len(pen.tables.get('leads', []))}"
        self.deal: Row | None = None
        _add_lead(self)

    def step(self, kind: str) -> None:
        """Something happens, or cannot: nothing is won before there is a deal."""
        self.now += timedelta(seconds=self.pen.pick(GAPS))
        self.pen.remember(self.now)
        if kind == "deal":
            self._open()
        elif kind in ("win", "lose", "refund"):
            self._turn(kind)
        else:
            self._visit(kind)

    def _visit(self, kind: str) -> None:
        order = kind == "order"
        row = {
            "event_id": self.pen.id("e"), "event_at": str(self.now), "received_at": str(self.now),
            "event_type": kind, "visitor_id": self.visitor, "page_url": self.pen.page(),
            "referrer_url": self.pen.referrer(),
            "email": self.email if kind == "form_submit" else None,
            "order_id": self.pen.id("lo") if order else None,
            "value": self.pen.pick(AMOUNTS) if order else None,
            "currency": self.pen.pick(CURRENCIES) if order else None,
        }  # fmt: skip
        self.pen.add("web_events", row)

    def _open(self) -> None:
        deal = self.pen.id("ld")
        common = {"crm": CRM, "opportunity_id": deal, "extracted_at": str(self.now)}
        self.deal = self.pen.add(
            "opportunities",
            {
                **common, "created_at": str(self.now), "updated_at": str(self.now),
                "amount": self.pen.pick(AMOUNTS), "currency": self.pen.pick(CURRENCIES),
                "stage": "proposal", "declared_source": self.pen.pick(DECLARED),
            },
        )  # fmt: skip
        self.pen.add("opportunity_leads", {**common, "lead_id": self.lead, "is_primary": True})

    def _turn(self, kind: str) -> None:
        if self.deal is None:
            return
        if kind == "refund":
            row = {"refund_id": self.pen.id("lr"), "refunded_at": str(self.now), "crm": CRM}
            row |= {"opportunity_id": self.deal["opportunity_id"], "extracted_at": str(self.now)}
            amount = self.pen.pick((0.01, 1, 50, 100, 5000))
            currency = self.deal.get("currency", "GBP")
            self.pen.add("refunds", {**row, "amount": amount, "currency": currency})
            return
        stage = "closedwon" if kind == "win" else "closedlost"
        told = self.pen.pick((True, True, True, False))
        if told:
            self.pen.add(
                "stage_changes",
                {
                    "crm": CRM, "object_type": "opportunity", "changed_at": str(self.now),
                    "object_id": self.deal["opportunity_id"], "to_stage": stage,
                    "extracted_at": str(self.now),
                },
            )  # fmt: skip
        closed_at = self.pen.pick((str(self.now), str(self.now)[:10]))
        newer = {**self.deal, "stage": stage, "closed_at": closed_at, "updated_at": str(self.now)}
        read = datetime.fromisoformat(self.deal["extracted_at"]) + timedelta(seconds=1)
        newer["extracted_at"] = str(max(read, self.now))
        self.deal = self.pen.add("opportunities", newer)


def _add_lead(life: Life) -> None:
    at = str(life.now)
    row = {"crm": CRM, "lead_id": life.lead, "created_at": at, "extracted_at": at}
    life.pen.add("leads", {**row, "email": life.email, "declared_source": life.pen.pick(DECLARED)})


def live(pen: Pen) -> None:
    """A life of a few steps."""
    life = Life(pen)
    for _ in range(pen.number(4, LONGEST)):
        life.step(pen.pick(STEPS))


FACTS = {"life": live}
