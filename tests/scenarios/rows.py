"""Short ways to write landing rows; every scenario has people, ids and campaigns of its own."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
CRM = "crm"


def page(visitor: str, at: str, url: str = "/", referrer: str | None = None, **extra: Any) -> Row:
    """A page view; the event id says whose and when."""
    return {
        "event_id": f"{visitor}|{at}|{extra.get('event_type', 'page_view')}",
        "event_at": at,
        "received_at": at,
        "event_type": "page_view",
        "visitor_id": visitor,
        "page_url": f"https://www.shop.example{url}",
        "referrer_url": referrer,
        **extra,
    }


def event(visitor: str | None, at: str, kind: str, **extra: Any) -> Row:
    """An event without a page: identify, order, or any other."""
    return {
        "event_id": f"{visitor}|{at}|{kind}",
        "event_at": at,
        "received_at": at,
        "event_type": kind,
        "visitor_id": visitor,
        **extra,
    }


def lead(lead_id: str, created_at: str, **extra: Any) -> Row:
    """A CRM lead, read when it was created unless said otherwise."""
    return {
        "crm": CRM,
        "lead_id": lead_id,
        "created_at": created_at,
        "extracted_at": created_at,
        **extra,
    }


def deal(opportunity_id: str, created_at: str, read_at: str, **extra: Any) -> Row:
    """A version of a deal as it was read at a moment."""
    return {
        "crm": CRM,
        "opportunity_id": opportunity_id,
        "created_at": created_at,
        "currency": "GBP",
        "extracted_at": read_at,
        **extra,
    }


def won(opportunity_id: str, created_at: str, closed_at: str, amount: float, **extra: Any) -> Row:
    """A won deal, read when it was closed unless said otherwise."""
    read_at = extra.pop("read_at", closed_at)
    fields = {"stage": "closedwon", "is_won": True, "is_closed": True, "closed_at": closed_at}
    return deal(opportunity_id, created_at, read_at, amount=amount, **{**fields, **extra})


def link(opportunity_id: str, lead_id: str, primary: bool = True) -> Row:
    """A lead on a deal."""
    return {
        "crm": CRM,
        "opportunity_id": opportunity_id,
        "lead_id": lead_id,
        "is_primary": primary,
        "extracted_at": "2026-01-01 00:00:00",
    }


def merged(nights: list[Tables]) -> Tables:
    """All rows of several scenarios for one night."""
    together: Tables = {}
    for tables in nights:
        for table, rows in tables.items():
            together.setdefault(table, []).extend(rows)
    return together
