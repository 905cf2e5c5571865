"""Cycles, lookback, milestones, stages (§1.5 Eligibility, Several conversions, Stages)."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from tests.reference.accounts import Owners
from tests.reference.identity import Key
from tests.reference.inquiries import Inquiry
from tests.reference.ledger import Original
from tests.reference.records import Row
from tests.reference.touches import Touch
from tests.reference.urls import SEEDS

LOOKBACK = timedelta(seconds=90 * 86400)
WITH_JOURNEY = {"lead", "qualified_lead", "opportunity", "sale", "order"}


@dataclass
class Journey:
    """The touches that may earn credit for a conversion, in order, and its milestones' moments."""

    original: Original
    touches: list[Touch] = field(default_factory=list)
    is_carried: bool = False
    lead_at: datetime | None = None
    opportunity_at: datetime | None = None
    close_at: datetime | None = None


class Persons:
    """Wins and leads, and whose they are."""

    def __init__(self, made: list[Original], asked: list[Inquiry], owners: Owners) -> None:
        self.owners = owners
        self.made = [one for one in made if one.kind in WITH_JOURNEY]
        # §1.10 Cycles: orders close cycles as won deals do; refunded sales too, reversed not.
        self.wins = [
            one for one in made if one.kind == "order" or (one.kind == "sale" and not one.voided_at)
        ]
        self.leads = [one for one in asked if not one.is_repeat]
        self.deals = [one for one in made if one.kind == "opportunity"]

    def closing(self, original: Original) -> Original | None:
        """§1.5 Several conversions: the win that closed the cycle before: at or before a deal was
        created; for leads and orders strictly before (page).
        """
        is_deal = original.kind in ("opportunity", "sale")
        deal = (original.crm, original.deal)
        before = [
            win
            for win in self.wins
            if self.owners.of_original(win) == self.owners.of_original(original)
            and win is not original
            and (win.deal is None or (win.crm, win.deal) != deal)
            and (win.at < original.opened_at or (is_deal and win.at == original.opened_at))
        ]
        return max(before, key=lambda win: win.at, default=None)

    def lead_of(self, original: Original, since: datetime | None) -> datetime | None:
        """§1.5 Parallel deals: the latest lead in the cycle at or before the deal was created, else
        the first before it closed.
        """
        own = sorted(
            one.at
            for one in self.leads
            if self.owners.takes_part(one.person, original) and (since is None or one.at > since)
        )
        before = [at for at in own if at <= original.opened_at]
        after = [at for at in own if original.opened_at < at <= original.at]
        return before[-1] if before else next(iter(after), None)

    def on_the_way(self, person: Key) -> list[Original]:
        """What the journeys led to in which somebody takes part."""
        return [one for one in self.made if self.owners.takes_part(person, one)]


def journeys(persons: Persons, touches: list[Touch]) -> list[Journey]:
    """One for each conversion that has one."""
    return [_journey(one, persons, touches) for one in persons.made]


def _journey(original: Original, persons: Persons, touches: list[Touch]) -> Journey:
    closing = persons.closing(original)
    since = closing.at if closing else None
    journey = Journey(original)
    if original.kind in ("lead", "qualified_lead"):
        journey.lead_at = original.opened_at
    elif original.kind in ("opportunity", "sale"):
        journey.lead_at = persons.lead_of(original, since)
        journey.opportunity_at = original.opened_at
        # Page: a milestone after the conversion is none of it.
        if journey.opportunity_at > original.at:
            journey.opportunity_at = None
        if journey.lead_at and journey.lead_at > original.at:
            journey.lead_at = None
    if original.kind in ("sale", "order"):
        journey.close_at = original.at
    # §1.5 Eligibility: touch_at <= conversion_at, touch_at >= anchor - 90 x 86400 s.
    anchor = journey.lead_at or original.at
    own = [
        touch
        for touch in touches
        if persons.owners.takes_part(touch.person, original)
        and anchor - LOOKBACK <= touch.at <= original.at
    ]
    journey.touches = [touch for touch in own if since is None or touch.at > since]
    if not journey.touches and closing is not None:
        # §1.5: if none, touches of the previous cycle (of the win that closed it) inside the
        # lookback, `carried`.
        before = persons.closing(closing)
        former = before.at if before else None
        journey.touches = [touch for touch in own if former is None or touch.at > former]
        journey.is_carried = bool(journey.touches)
    return journey


def stage(touch: Touch, persons: Persons, events: list[Row]) -> str:
    """§1.5 Stages: lead and opportunity if reached by the end of the touch, won only if it starts
    after; advocacy for referral, review and promoter events after a win.
    """
    reached = persons.on_the_way(touch.person)
    wins = [one.at for one in reached if one in persons.wins]
    if wins and min(wins) < touch.at:
        return "advocacy" if _advocates(touch, events) else "retention"
    if any(one.kind == "opportunity" and one.at <= touch.ended_at for one in reached):
        return "decision"
    if any(one.kind == "lead" and one.at <= touch.ended_at for one in reached):
        return "consideration"
    return "awareness"


def _advocates(touch: Touch, events: list[Row]) -> bool:
    """Page: an event of the same visitor between the start and the end of the touch."""
    return any(
        row["event_type"] in _advocacy()
        and row["visitor_id"] == touch.visitor
        and touch.at <= row["event_at"] <= touch.ended_at
        for row in events
    )


@cache
def _advocacy() -> frozenset[str]:
    with (SEEDS / "advocacy_events.csv").open(encoding="utf-8") as lines:
        return frozenset(row["event_type"] for row in csv.DictReader(lines))
