"""`headwater explain` and `explain-channel`: why the numbers are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import duckdb

from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD, HeadwaterError
from orchestration.cli.journeys import show_person
from orchestration.settings import Settings
from orchestration.warehouse.lock import lock_fix, locked_by

_DEFAULT_MODELS = ("first_touch", "last_non_direct", "linear", "position_based", "time_decay")


def run_explain(customer: str, models: list[str] | None) -> int:
    """Print a customer's journeys: every touch, its credit by model, and why it is theirs."""
    settings = Settings.load()
    with open_warehouse(settings) as warehouse:
        persons = _known_persons(warehouse, settings, customer)
        if not persons:
            raise HeadwaterError(
                "E120", "nobody is known by that", "headwater explain",
                "it is no e-mail, phone, user, visitor, lead, deal or person of the warehouse",
                "check the spelling; phones are read in the region of default_phone_region",
            )  # fmt: skip
        known = settings.attribution_models()
        chosen = _chosen(models, known)
        for person in persons:
            show_person(warehouse, person, chosen)
    return GOOD


def run_explain_channel(url: str, referrer: str | None) -> int:
    """Print the channel of a visit and the rule that gave it."""
    from orchestration.rules.explain_channel import explain_channel

    for address in (url, referrer or url):
        if not _is_address(address):
            raise HeadwaterError(
                "E123", f"{address!r} is no address", "headwater explain-channel",
                "it lacks https:// or a host, and the rules compare hosts",
                "headwater explain-channel 'https://www.shop.example/?utm_source=…'", CONFIGURATION,
            )  # fmt: skip
    console.out.print(str(explain_channel(url, referrer)), markup=False)
    return GOOD


def _is_address(text: str) -> bool:
    """Whether a text has a scheme (apps refer with their own) and a host."""
    try:
        parts = urlsplit(text.strip())
        return bool(parts.scheme and parts.hostname) and " " not in parts.netloc
    except ValueError:
        return False


def _chosen(models: list[str] | None, known: Sequence[str]) -> list[str]:
    chosen = models or [model for model in _DEFAULT_MODELS if model in known]
    unknown = [model for model in chosen if model not in known]
    if unknown:
        raise HeadwaterError(
            "E212", f"no attribution model {unknown[0]}", "headwater explain --model",
            f"known are {', '.join(known)}", "use one of these names", CONFIGURATION,
        )  # fmt: skip
    return chosen


def open_warehouse(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The private warehouse, read-only; raises HeadwaterError where there is none or it is held."""
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
        select person_id from marts.fct_touchpoints where visitor_id = $text
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
