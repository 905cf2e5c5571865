"""Google Ads: performance by day, clicks with their click id, and the account's entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from orchestration.extracts.google_ads_queries import (
    CLICK_COLUMNS,
    CUSTOMER_COLUMNS,
    DAYS_PER_QUERY,
    ENTITIES,
    LEVELS,
    answer_paths,
    key_of,
    last_id,
    query,
)
from orchestration.extracts.google_ads_windows import (
    Account,
    Window,
    click_window,
    cursor_of,
    days_done,
    performance_window,
    with_vanished_days,
)
from orchestration.extracts.running import (
    ExtractReport,
    extract_asset,
    pick,
    run_extract,
    secret,
)
from orchestration.resources.http import RetryPolicy, TransientError, VendorClient
from orchestration.resources.landed import newest_rows
from orchestration.resources.oauth import RefreshTokenGrant
from orchestration.resources.rows import Row, TableLoad
from orchestration.settings import Settings

if TYPE_CHECKING:  # it brings dlt, which takes long to import
    from orchestration.resources.landing import Landing, LandingResult

SYSTEM = "google_ads"


def client_for(settings: Settings, policy: RetryPolicy) -> VendorClient:
    """A client that signs in with the refresh token and speaks for the manager account."""
    own = settings.google_ads
    headers = {"developer-token": secret(own.developer_token)}
    if own.login_customer_id:
        headers["login-customer-id"] = own.login_customer_id.replace("-", "")
    grant = RefreshTokenGrant(
        SYSTEM,
        own.token_url,
        client_id=own.client_id or "",
        client_secret=secret(own.client_secret),
        refresh_token=secret(own.refresh_token),
        store=settings.state_dir / "tokens" / f"{SYSTEM}.json",
        extra_headers=headers,
    )
    return VendorClient(
        SYSTEM,
        f"{own.base_url}/{own.api_version}",
        grant,
        policy=policy,
        check=_check,
        credentials_fix="sign in again for a new refresh token, and check the developer token",
    )


def fetch(
    client: VendorClient,
    customer_id: str,
    resource: str,
    columns: Mapping[str, str],
    days: tuple[date, date] | None = None,
) -> Iterator[dict[str, Any]]:
    """Flat rows of one query to one customer, over a closed span of days if given."""
    path = f"/customers/{customer_id}/googleAds:searchStream"
    paths = answer_paths(columns)
    for batch in client.json("POST", path, json={"query": query(resource, columns, days)}):
        for result in batch.get("results", []):
            row = {"customer_id": customer_id, **pick(result, paths)}
            if isinstance(row.get("final_url"), list):
                row["final_url"] = next(iter(row["final_url"]), None)
            yield row


def fetch_entities(client: VendorClient, accounts: Iterable[Account], name: str) -> Iterator[Row]:
    """Campaigns, ad groups, ads or keywords as they stand, removed ones among them."""
    resource, columns = ENTITIES[name]
    for account in accounts:
        yield from fetch(client, account.customer_id, resource, columns)


def fetch_performance(client: VendorClient, windows: Iterable[Window], level: str) -> Iterator[Row]:
    """One row per day, entity of the level, device and network; the days in order."""
    resource, columns = LEVELS[level]
    for window in windows:
        account = window.account
        units = {
            "currency_code": account.row.get("currency_code"),
            "time_zone": account.row.get("time_zone"),
        }
        for days in window.pieces(DAYS_PER_QUERY):
            for row in fetch(client, account.customer_id, resource, columns, days):
                yield {**row, **units}


def fetch_clicks(client: VendorClient, windows: Iterable[Window]) -> Iterator[Row]:
    """One row per click id; the vendor takes exactly one day per query."""
    for window in windows:
        for days in window.pieces(1):
            rows = fetch(client, window.account.customer_id, "click_view", CLICK_COLUMNS, days)
            for row in rows:
                # The view names ad and keyword by resource, not by id.
                row["ad_id"] = last_id(row.pop("ad_group_ad", None))
                row["criterion_id"] = last_id(row.pop("keyword", None))
                yield row


def extract(
    settings: Settings, policy: RetryPolicy = RetryPolicy(), backfill_from: date | None = None
) -> ExtractReport:
    """Read what is new; `backfill_from` reads again from that day and moves no cursor."""
    own = settings.google_ads
    required = {
        "HEADWATER_GOOGLE_ADS__REFRESH_TOKEN": own.refresh_token,
        "HEADWATER_GOOGLE_ADS__CLIENT_ID": own.client_id,
        "HEADWATER_GOOGLE_ADS__CLIENT_SECRET": own.client_secret,
        "HEADWATER_GOOGLE_ADS__DEVELOPER_TOKEN": own.developer_token,
        "HEADWATER_GOOGLE_ADS__CUSTOMER_IDS": own.customer_ids,
    }
    read = partial(_read, settings, policy, backfill_from)
    return run_extract(settings, SYSTEM, required, read)


def _read(
    settings: Settings, policy: RetryPolicy, backfill_from: date | None, landing: Landing
) -> LandingResult:
    with client_for(settings, policy) as client:
        customers = [
            row
            for customer_id in settings.google_ads.customer_ids
            for row in fetch(client, customer_id.replace("-", ""), "customer", CUSTOMER_COLUMNS)
        ]
        accounts = [
            Account.of(row, settings.clock())
            for row in customers
            if not row.pop("is_manager", False)
        ]
        clicks, warnings = _clicks(client, accounts, landing, backfill_from)
        tables = [
            TableLoad("customers", ("customer_id",), customers, unit=()),
            *_entities(client, accounts),
            *_performance(client, accounts, landing, settings, backfill_from),
            clicks,
        ]
        result = landing.load(tables, move_cursor=backfill_from is None)
    if len(accounts) < len(customers):
        warnings.append("a manager account has no figures: list its client accounts instead")
    result.warnings.extend(warnings)
    return result


def _entities(client: VendorClient, accounts: list[Account]) -> Iterator[TableLoad]:
    for name, (_, columns) in ENTITIES.items():
        rows = fetch_entities(client, accounts, name)
        yield TableLoad(name, key_of(columns), rows, unit=())


def _performance(
    client: VendorClient,
    accounts: list[Account],
    landing: Landing,
    settings: Settings,
    backfill_from: date | None,
) -> Iterator[TableLoad]:
    own = settings.google_ads
    reached = cursor_of({account.customer_id: account.today for account in accounts})
    for level, (_, columns) in LEVELS.items():
        name = f"{level}_performance"
        done = days_done(landing.cursor(name))
        windows = [
            Window(account, backfill_from, account.today)
            if backfill_from
            else performance_window(
                account, done.get(account.customer_id), own.restatement_days, own.history_days
            )
            for account in accounts
        ]
        key, unit = key_of(columns), ("customer_id", "report_date")
        rows = fetch_performance(client, windows, level)
        landed = partial(_landed, landing, name, key)
        yield TableLoad(
            name, key, with_vanished_days(rows, windows, landed), unit=unit, reached=reached
        )


def _landed(landing: Landing, name: str, key: tuple[str, ...], first: date) -> list[dict[str, Any]]:
    since = ("report_date", first.isoformat())
    return newest_rows(landing.raw_dir, SYSTEM, name, key, since)


def _clicks(
    client: VendorClient, accounts: list[Account], landing: Landing, backfill_from: date | None
) -> tuple[TableLoad, list[str]]:
    done = days_done(landing.cursor("click_view"))
    if backfill_from:
        done = {account.customer_id: backfill_from for account in accounts}
    planned = [click_window(account, done.get(account.customer_id)) for account in accounts]
    # Today is still filling up: it is read now and again tomorrow.
    yesterday = {account.customer_id: account.today - timedelta(days=1) for account in accounts}
    table = TableLoad(
        "click_view",
        ("customer_id", "gclid"),
        fetch_clicks(client, [window for window, _ in planned]),
        unit=("customer_id", "click_date"),
        reached=cursor_of(yesterday),
    )
    return table, [loss for _, loss in planned if loss]


def _check(payload: Any) -> None:
    """A stream may break off with an error object inside a 200."""
    if not isinstance(payload, list):
        raise TransientError("the answer is not a stream of batches")
    for batch in payload:
        if "error" in batch:
            raise TransientError(f"error inside the stream: {batch['error'].get('message')}")


google_ads_extract = extract_asset(SYSTEM, extract)
