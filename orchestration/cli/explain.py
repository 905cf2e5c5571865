"""`headwater explain` and `explain-channel`: why the numbers are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
from rich.text import Text

from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD, HeadwaterError
from orchestration.settings import Settings
from orchestration.warehouse.lock import lock_fix, locked_by

_TOUCHES_A_TABLE = 6
_DEFAULT_MODELS = ("first_touch", "last_non_direct", "linear", "position_based", "time_decay")


def run_explain(customer: str, models: list[str] | None) -> int:
    """Print a customer's journeys: every touch, its credit by model, and why it is theirs."""
    settings = Settings.load()
    with _warehouse(settings) as warehouse:
        persons = _known_persons(warehouse, settings, customer)
        if not persons:
            raise HeadwaterError(
                "E120", "nobody is known by that", "headwater explain",
                "it is no e-mail, phone, user, visitor, lead, deal or person of the warehouse",
                "check the spelling; phones are read in the region of default_phone_region",
            )  # fmt: skip
        known = settings.dbt_vars()["attribution_models"]
        chosen = _chosen(models, known)
        for person in persons:
            _show_person(warehouse, person, chosen)
    return GOOD


def run_explain_channel(url: str, referrer: str | None) -> int:
    """Print the channel of a visit and the rule that gave it."""
    from orchestration.rules.explain_channel import explain_channel

    if not url.strip():
        raise HeadwaterError(
            "E123", "no landing page", "headwater explain-channel", "the address is empty",
            "headwater explain-channel 'https://www.shop.example/?utm_source=…'", CONFIGURATION,
        )  # fmt: skip
    console.out.print(str(explain_channel(url, referrer)), markup=False)
    return GOOD


def _chosen(models: list[str] | None, known: Sequence[str]) -> list[str]:
    chosen = models or [model for model in _DEFAULT_MODELS if model in known]
    unknown = [model for model in chosen if model not in known]
    if unknown:
        raise HeadwaterError(
            "E212", f"no attribution model {unknown[0]}", "headwater explain --model",
            f"known are {', '.join(known)}", "use one of these names", CONFIGURATION,
        )  # fmt: skip
    return chosen


def _warehouse(settings: Settings) -> duckdb.DuckDBPyConnection:
    if not settings.warehouse_path.exists():
        raise HeadwaterError(
            "E121", "there is no warehouse yet", str(settings.warehouse_path),
            "no night has run in this home", "headwater nightly", CONFIGURATION,
        )  # fmt: skip
    try:
        return duckdb.connect(str(settings.warehouse_path), read_only=True)
    except duckdb.Error as problem:
        raise HeadwaterError(
            "E122", "the warehouse cannot be opened", str(settings.warehouse_path),
            locked_by(problem), lock_fix(settings),
        ) from problem  # fmt: skip


def _known_persons(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, customer: str
) -> list[str]:
    try:
        return _persons(warehouse, settings, customer)
    except duckdb.CatalogException as problem:
        raise HeadwaterError(
            "E124", "the warehouse is not whole", str(settings.warehouse_path),
            "its first build has not come to an end", "headwater nightly",
        ) from problem  # fmt: skip


def _persons(warehouse: duckdb.DuckDBPyConnection, settings: Settings, customer: str) -> list[str]:
    """All persons that an e-mail, phone or id means; e-mails and phones are hashed in memory."""
    from orchestration.landing.identifiers import Identifiers

    identifiers = Identifiers.load(settings)
    text = customer.strip()
    keys = [f"u:{text}"]
    if email := identifiers.email(text):
        keys.append(f"e:{email.key}")
    if phone := identifiers.phone(text):
        keys.append(f"p:{phone.key}")
    rows = warehouse.execute(
        """
        select person_id from intermediate.int_person_keys
        where key in (select unnest($keys))
           or (starts_with(key, 'l:') and ends_with(key, ':' || $text))
        union
        select person_id from intermediate.int_visitor_persons where visitor_id = $text
        union
        select person_id from marts.dim_persons where person_id = $text
        union
        select person_id from marts.person_merges where old_person_id = $text
        union
        select person_id from marts.fct_conversions
        where person_id is not null
          and $text in (conversion_id, opportunity_id, order_id, record_id)
        """,
        {"keys": keys, "text": text},
    ).fetchall()
    return [person for (person,) in rows]


def _show_person(warehouse: duckdb.DuckDBPyConnection, person: str, models: Sequence[str]) -> None:
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
