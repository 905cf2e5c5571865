"""Prints a person of the warehouse: evidence, journeys, touches and credits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
from rich.text import Text

from orchestration.cli import console

_TOUCHES_A_TABLE = 6


def show_person(warehouse: duckdb.DuckDBPyConnection, person: str, models: Sequence[str]) -> None:
    """A person in short, what makes them one, and every journey with its credits by model."""
    summary = _one(warehouse, "select * from marts.dim_persons where person_id = $person", person)
    console.out.print()
    console.out.print(Text(f"person {person}", style="bold"))
    console.out.print(
        f"  {summary['journey_stage']}, {summary['orders']} order(s),"
        f" worth {summary['lifetime_value']:,.2f}; first seen {summary['first_seen_at']},"
        f" country {summary['country']}",
        markup=False,
    )
    _show_evidence(warehouse, person)
    conversions = _all(
        warehouse,
        """
        select * from marts.fct_conversions where person_id = $person
        and conversion_type in ('lead', 'opportunity', 'sale', 'order') order by conversion_at
        """,
        person,
    )
    for conversion in conversions:
        _show_journey(warehouse, conversion, models)
    if not conversions:
        _show_touches(warehouse, person)


def _show_evidence(warehouse: duckdb.DuckDBPyConnection, person: str) -> None:
    links = _all(
        warehouse,
        """
        select links.known_at, links.evidence, links.evidence_id, links.key_a, links.key_b
        from intermediate.int_identity_links as links
        inner join intermediate.int_person_keys as keys on links.key_a = keys.key
        where keys.person_id = $person order by links.known_at
        """,
        person,
    )
    cookies = _all(
        warehouse,
        """
        select identified_at as known_at, evidence, evidence_id, 'v:' || visitor_id as key_a,
               key as key_b
        from intermediate.int_visitor_identifications where person_id = $person
        order by identified_at
        """,
        person,
    )
    if not links and not cookies:
        console.out.print("  known by its cookie alone: nobody has identified it yet")
        return
    console.out.print("  why it is one person")
    for link in (*links, *cookies):
        joined = f"{_short(link['key_a'])} = {_short(link['key_b'])}"
        told = f"by {link['evidence']} {link['evidence_id']}"
        console.out.print(Text(f"    {_minute(link['known_at'])}  {joined}  {told}"))


def _show_journey(
    warehouse: duckdb.DuckDBPyConnection, conversion: dict[str, Any], models: Sequence[str]
) -> None:
    value = f", {conversion['value']:,.2f} {conversion['currency']}" if conversion["value"] else ""
    title = f"{conversion['conversion_type']} {_minute(conversion['conversion_at'])}{value}"
    rows = _all(
        warehouse,
        """
        select journeys.position, any_value(touchpoints.touchpoint_at) as touchpoint_at,
               any_value(touchpoints.touchpoint_type) as touchpoint_type,
               any_value(touchpoints.channel) as channel,
               any_value(touchpoints.channel_rule) as channel_rule,
               any_value(touchpoints.campaign) as campaign,
               any_value(touchpoints.content) as content,
               map_from_entries(list((journeys.attribution_model, journeys.credit))) as credits
        from marts.rpt_journeys as journeys
        inner join marts.fct_touchpoints as touchpoints using (touchpoint_id)
        where journeys.conversion_id = $person group by journeys.position order by 1
        """,
        conversion["conversion_id"],
    )
    console.out.print()
    console.out.print(Text(f"  {title}", style="bold"))
    if not rows:
        console.out.print("    no touchpoint: declared or unattributed")
        return
    for row in rows:
        console.out.print(Text(f"    T{row['position']:<3}{_touch_line(row)}"))
    for start in range(0, len(rows), _TOUCHES_A_TABLE):
        _show_credits(rows[start : start + _TOUCHES_A_TABLE], models)


def _show_credits(rows: Sequence[dict[str, Any]], models: Sequence[str]) -> None:
    """One line a model, one column a touch: it fits a terminal of eighty columns."""
    console.out.print(
        "    " + f"{'credit':<22}" + "".join(f"{'T' + str(r['position']):>9}" for r in rows)
    )
    for model in models:
        shares = (row["credits"].get(model, 0) for row in rows)
        shown = "".join(f"{share:>9.2%}" if share else f"{'–':>9}" for share in shares)
        console.out.print(f"    {model:<22}{shown}")


def _touch_line(row: dict[str, Any]) -> str:
    named = row["campaign"] not in {"(not set)", "(none)"}
    what = row["campaign"] if named else row["content"]
    return (
        f"{_minute(row['touchpoint_at'])}  {row['touchpoint_type']:<11}{row['channel']:<18}"
        f"{what}  (rule: {row['channel_rule']})"
    )


def _minute(moment: object) -> str:
    return str(moment)[:16]


def _show_touches(warehouse: duckdb.DuckDBPyConnection, person: str) -> None:
    console.out.print("\n  touchpoints (no conversion yet)")
    for row in _all(
        warehouse,
        "select * from marts.fct_touchpoints where person_id = $person order by touchpoint_at",
        person,
    ):
        console.out.print(Text(f"    {_touch_line(row)}"))


def _short(key: str) -> str:
    """Keys are hashes: enough of them to compare, with the kind spelled out."""
    kinds = {"u": "user", "e": "e-mail", "p": "phone", "l": "lead", "v": "cookie"}
    kind, _, rest = key.partition(":")
    return f"{kinds.get(kind, kind)} {rest if len(rest) <= 24 else rest[:10] + '…'}"


def _all(warehouse: duckdb.DuckDBPyConnection, sql: str, person: str) -> list[dict[str, Any]]:
    cursor = warehouse.execute(sql, {"person": person})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _one(warehouse: duckdb.DuckDBPyConnection, sql: str, person: str) -> dict[str, Any]:
    return _all(warehouse, sql, person)[0]
