"""The marts of one company as the rules give them, with names any warehouse can give."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.reference.accounts import Owners
from tests.reference.consent import Consents, exclusion
from tests.reference.crm import Crm
from tests.reference.evidence import Ads
from tests.reference.identity import Identity, Key
from tests.reference.inquiries import inquiries
from tests.reference.journeys import Journey, Persons, journeys, stage
from tests.reference.ledger import Entry, entries, originals
from tests.reference.models import MODELS, credits
from tests.reference.money import Rates, divided
from tests.reference.records import Tables, landed
from tests.reference.sessions import sessions
from tests.reference.touches import Touch, interactions, touches
from tests.reference.urls import SEEDS

Marts = dict[str, list[dict[str, Any]]]
MOST_VIEWS = 1000  # §1.1 Bots


@dataclass(frozen=True)
class World:
    """What all companies share: the rates, and the settings of this warehouse."""

    fx_rates: list[dict[str, Any]]
    most_views: int = MOST_VIEWS
    by_account: bool = False  # §1.3 Account: journey_grain


def marts(tables: Tables, world: World) -> Marts:
    """Every compared mart of one company. Persons are `Key`s here; see `compare.named`."""
    rows = landed({**tables, "fx_rates": world.fx_rates})
    rates, consents, ads = Rates(rows), Consents(rows), Ads(rows)
    identity = Identity(rows, consents)
    people, bots = sessions(rows, consents, identity, ads, world.most_views)
    found = interactions(rows, identity, people)
    walked = touches(people, found, consents, ads)
    crm = Crm(rows, identity)
    asked = inquiries(rows, consents, identity, crm, found)
    made = originals(rows, identity, crm, asked)
    ledger = entries(rows, made, rates)
    persons = Persons(made, asked, Owners(rows, identity, crm, world.by_account))
    went = journeys(persons, walked)
    kept = [event for event in rows["web_events"] if exclusion(event, consents) is None]
    stages = {id(touch): stage(touch, persons, kept) for touch in walked}
    excluded = [
        {"event_id": event["event_id"]}
        for event in rows["web_events"]
        if exclusion(event, consents) is not None
    ]
    excluded += [
        {"event_id": event["event_id"]}
        for session in bots
        for event in (*session.pages, *session.extras)
    ]
    return {
        "excluded_events": excluded,
        "fct_sessions": [
            {
                "visitor_id": one.visitor, "session_started_at": one.started_at,
                "session_ended_at": one.ended_at, "person": one.person,
                "page_views": one.page_views, "events": len(one.pages) + len(one.extras),
                "landing_path": one.landing_path, **_source(one.source),
            }
            for one in people
        ],
        "fct_touchpoints": [
            {
                "touchpoint": touch_name(one), "person": one.person, "touchpoint_at": one.at,
                "ended_at": one.ended_at, "content": one.content,
                "journey_stage": stages[id(one)], **_source(one.source),
            }
            for one in walked
        ],
        "fct_conversions": [_conversion(one, rates, persons) for one in ledger],
        "fct_attribution_credits": list(_credits(ledger, went, rates, stages)),
        "dim_persons": list(_persons(walked, ledger, went, rates, stages, persons)),
    }  # fmt: skip


def touch_name(touch: Touch) -> str:
    """What names a touch in every warehouse."""
    if touch.session is None:
        return f"{touch.kind} {touch.record}"
    source = touch.source
    origin = f"{source.source} {source.medium} {source.campaign or ''}"
    return f"session {touch.session.visitor} {touch.at} {origin}".strip()


def _source(source: Any) -> dict[str, Any]:
    return {
        "evidence": source.evidence, "source": source.source, "medium": source.medium,
        "campaign": source.campaign, "channel": source.channel, "click_id": source.click_id,
        "is_direct": source.is_direct, "is_paid": source.is_paid,
    }  # fmt: skip


def _conversion(entry: Entry, rates: Rates, persons: Persons) -> dict[str, Any]:
    original = entry.original
    before, after = entry.reporting(rates)
    owner = persons.owners.of_original(original)
    bought = [win.at for win in persons.wins if persons.owners.of_original(win) == owner]
    return {
        "conversion": entry.name, "reverses": original.name if entry.units < 1 else None,
        "person": original.person, "units": entry.units, "currency": original.currency,
        "value_minor": entry.after - entry.before,
        "value_reporting_minor": None if after is None or before is None else after - before,
        "order_id": original.order, "opportunity_id": original.deal,
        "inquiry_type": original.inquiry.kind if original.inquiry else None,
        "declared_source": original.declared,
        "is_repeat_customer": bool(bought) and min(bought) < original.at,
        "conversion_date": original.at.date(), "event_date": entry.at.date(),
    }  # fmt: skip


def _credits(
    ledger: list[Entry], went: list[Journey], rates: Rates, stages: dict[int, str]
) -> Iterable[dict[str, Any]]:
    """§1.6: alloc(after) - alloc(before) with the original's shares; §1.5 No touch: a row."""
    by_original = {id(one.original): one for one in went}
    for entry in ledger:
        journey = by_original.get(id(entry.original))
        if journey is None:
            continue
        before, after = entry.reporting(rates)
        for model in MODELS:
            common = {"attribution_model": model, "conversion": entry.name}
            if not journey.touches:
                declared = _declared_channel(entry.original.declared)
                yield {
                    **common, "touchpoint": "(none)", "credit": 1.0,
                    "credit_kind": "declared" if declared else "unattributed",
                    "channel": declared or "Unattributed", "journey_stage": None,
                    "minor": entry.after - entry.before,
                    "reporting": None if after is None or before is None else after - before,
                }  # fmt: skip
                continue
            shares = [float(share) for share in credits(model, journey)]
            own = _difference(entry.before, entry.after, shares)
            reporting = _difference(before, after, shares)
            for place, touch in enumerate(journey.touches):
                if shares[place] > 0:
                    yield {
                        **common, "touchpoint": touch_name(touch), "credit": shares[place],
                        "credit_kind": "carried" if journey.is_carried else "touchpoint",
                        "channel": touch.source.channel, "journey_stage": stages[id(touch)],
                        "minor": own[place], "reporting": reporting[place],
                    }  # fmt: skip


def _difference(before: int | None, after: int | None, shares: list[float]) -> list[int | None]:
    if before is None or after is None:
        return [None] * len(shares)
    was, will = divided(before, shares), divided(after, shares)
    return [new - old for new, old in zip(will, was, strict=True)]


def _persons(
    walked: list[Touch],
    ledger: list[Entry],
    went: list[Journey],
    rates: Rates,
    stages: dict[int, str],
    persons: Persons,
) -> Iterable[dict[str, Any]]:
    """Docs of dim_persons, of everybody with a touch or a conversion."""
    everybody: set[Key] = {one.person for one in walked} | {one.original.person for one in ledger}
    for person in everybody:
        own = [touch for touch in walked if touch.person == person]
        bought = [entry for entry in ledger if entry.original.person == person]
        wins = sorted((win for win in persons.wins if win.person == person), key=lambda win: win.at)
        values = [
            (after or 0) - (before or 0)
            for entry in bought
            if entry.original.kind in ("sale", "order")
            for before, after in [entry.reporting(rates)]
        ]
        yield {
            "person": person,
            "touchpoints": len(own),
            "sessions": sum(touch.session is not None for touch in own),
            "first_seen_at": own[0].at if own else None,
            "last_seen_at": own[-1].at if own else None,
            "first_channel": own[0].source.channel if own else None,
            "latest_channel": own[-1].source.channel if own else None,
            "lead_at": min((one.at for one in persons.leads if one.person == person), default=None),
            "opportunity_at": min(
                (one.at for one in persons.deals if one.person == person), default=None
            ),
            "customer_at": wins[0].at if wins else None,
            "orders": len(wins),
            "lifetime_value_minor": sum(values),
        }


def _declared_channel(declared: str | None) -> str | None:
    """§1.5 No touch: the channel of what the CRM declares (which word means what is data)."""
    return _declared().get((declared or "").strip().lower()) if declared else None


@cache
def _declared() -> dict[str, str]:
    with (SEEDS / "declared_sources.csv").open(encoding="utf-8") as lines:
        return {row["declared_source"]: row["channel"] for row in csv.DictReader(lines)}
