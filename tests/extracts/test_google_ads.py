"""Google Ads: micros and big ints, the click window, restatement, tokens; the server's rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import duckdb
import httpx
import pytest

from orchestration.demo.vendors.gaql import QueryError, parse
from orchestration.demo.vendors.google_ads import CREDENTIALS
from orchestration.extracts import google_ads
from orchestration.extracts.google_ads_windows import Account, click_window, performance_window
from orchestration.resources.landed import completed_loads
from tests.extracts.conftest import QUICK, World
from tests.extracts.faults import Broken, Faults

Serve = Callable[..., Faults]
ACCOUNT = Account({"customer_id": "1"}, date(2026, 7, 1))


def ask(faults: Faults, gaql: str, **headers: str) -> httpx.Response:
    """A query as a stranger would send it, with good credentials unless told otherwise."""
    with httpx.Client(base_url=f"{faults.base_url}/google_ads", trust_env=False) as client:
        form = {"grant_type": "refresh_token", **CREDENTIALS}
        token = client.post("/token", data=form).json()["access_token"]
        given = {
            "Authorization": f"Bearer {token}",
            "developer-token": CREDENTIALS["developer_token"],
            "login-customer-id": CREDENTIALS["login_customer_id"],
            **headers,
        }
        path = "/v26/customers/1112223333/googleAds:searchStream"
        return client.post(path, json={"query": gaql}, headers=given)


def error_code(response: httpx.Response) -> dict[str, str]:
    return response.json()[0]["error"]["details"][0]["errors"][0]["errorCode"]


def test_figures_keep_every_digit(world: World, serve: Serve) -> None:
    serve()
    report = google_ads.extract(world.settings(), QUICK)
    assert report.state == "ok", report.message
    row = world.landed("google_ads", "keyword_performance", "report_date")[-1]
    assert row["cost_micros"] == "9007199254740993"  # beyond what a double holds
    assert row["conversions"] == "0.1"
    assert (row["currency_code"], row["time_zone"]) == ("GBP", "Europe/London")
    assert (row["report_date"], row["campaign_name"]) == ("2026-06-30", "Brand")


def test_removed_entities_and_campaigns_without_keywords_come_too(
    world: World, serve: Serve
) -> None:
    serve()
    google_ads.extract(world.settings(), QUICK)
    campaigns = world.landed("google_ads", "campaigns", "campaign_id")
    assert [row["status"] for row in campaigns] == ["ENABLED", "REMOVED"]
    by_level = {
        level: {row["campaign_id"] for row in world.landed("google_ads", table, "campaign_id")}
        for level in ("campaign", "keyword")
        for table in [f"{level}_performance"]
    }
    assert by_level == {"campaign": {"10", "11"}, "keyword": {"10"}}
    assert world.landed("google_ads", "ads", "ad_id")[0]["final_url"].startswith("https://")


def test_clicks_come_day_by_day_for_ninety_days(world: World, serve: Serve) -> None:
    faults = serve()
    queries: list[str] = []

    def watch(number: int, path: str, body: bytes) -> None:
        if b"click_view" in body:
            queries.append(json.loads(body)["query"])

    faults.rule = watch
    report = google_ads.extract(world.settings(), QUICK)
    assert report.tables["click_view"].rows_new == 90  # 2 April to 30 June; day 91 is too old
    assert len(queries) == 91 and all("segments.date = '" in query for query in queries)
    clicks = world.landed("google_ads", "click_view", "gclid")
    assert clicks[0]["click_date"] == "2026-04-02"
    assert (clicks[0]["ad_id"], clicks[0]["criterion_id"]) == ("30", "40")
    queries.clear()
    world.now += timedelta(days=1)
    google_ads.extract(world.settings(), QUICK)
    days = [query.split("= ")[1].split(" ")[0] for query in queries]
    assert days == ["'2026-06-29'", "'2026-06-30'", "'2026-07-01'", "'2026-07-02'"]


def test_missed_nights_are_caught_up_and_what_is_lost_is_said(world: World, serve: Serve) -> None:
    serve()
    world.now = datetime.fromisoformat("2026-03-20T03:00:00+00:00")
    google_ads.extract(world.settings(), QUICK)
    world.now = datetime.fromisoformat("2026-07-01T03:00:00+00:00")
    report = google_ads.extract(world.settings(), QUICK)
    [warning] = [text for text in report.warnings if "lost" in text]
    assert "from 2026-03-20 to 2026-04-01 are lost" in warning
    assert len(world.landed("google_ads", "campaign_performance", "report_date")) == 61


@pytest.mark.parametrize(
    ("done", "first", "loses"),
    [
        (None, date(2026, 4, 2), False),
        (date(2026, 6, 30), date(2026, 6, 29), False),
        (date(2026, 4, 2), date(2026, 4, 2), False),
        (date(2026, 4, 1), date(2026, 4, 2), False),
        (date(2026, 3, 31), date(2026, 4, 2), True),
        (date(2026, 7, 5), date(2026, 7, 1), False),
    ],
)
def test_click_window(done: date | None, first: date, loses: bool) -> None:
    window, loss = click_window(ACCOUNT, done)
    assert (window.first, window.last, loss is not None) == (first, date(2026, 7, 1), loses)


def test_performance_window_is_the_restated_days_or_longer_after_missed_nights() -> None:
    def first(done: date | None) -> date:
        return performance_window(ACCOUNT, done, restated_days=30, history_days=400).first

    assert first(None) == date(2025, 5, 27)
    assert first(date(2026, 6, 30)) == date(2026, 6, 1)
    assert first(date(2026, 2, 1)) == date(2026, 2, 1)


def test_the_accounts_day_follows_its_own_zone() -> None:
    row = {"customer_id": "1", "time_zone": "America/Los_Angeles"}
    moment = datetime.fromisoformat("2026-07-01T03:00:00+00:00")
    assert Account.of(row, moment).today == date(2026, 6, 30)


def test_restated_days_are_landed_again_and_only_those(world: World, serve: Serve) -> None:
    serve()
    google_ads.extract(world.settings(), QUICK)
    serve(
        "update google_ads.performance set clicks = 11 "
        "where report_date = '2026-06-15' and level = 'campaign' and campaign_id = '10'",
        "delete from google_ads.performance "
        "where report_date = '2026-06-16' and level = 'campaign' and campaign_id = '11'",
        "update google_ads.performance set clicks = 99 where report_date = '2026-05-02'",
    )
    world.now += timedelta(hours=1)
    report = google_ads.extract(world.settings(), QUICK)
    assert report.rows_new == 3  # two campaigns on the 15th, the one that is left on the 16th
    raw = world.settings().landing_dir / "raw"
    loads = sorted(completed_loads(raw, "google_ads"))
    files = str(raw / "google_ads" / "campaign_performance" / f"load_id={loads[-1]}" / "*.parquet")
    rows = duckdb.execute(
        "select report_date, campaign_id, clicks, count(distinct _extracted_at) over () "
        "from read_parquet(?) order by all",
        [files],
    ).fetchall()
    assert rows == [
        ("2026-06-15", "10", "11", 1),
        ("2026-06-15", "11", "10", 1),
        ("2026-06-16", "10", "10", 1),
    ]


def test_a_day_that_has_no_figures_any_more_becomes_zero(world: World, serve: Serve) -> None:
    serve()
    google_ads.extract(world.settings(), QUICK)
    counts = []
    for _ in range(2):
        serve("delete from google_ads.performance where report_date = '2026-06-15'")
        world.now += timedelta(hours=1)
        counts.append(google_ads.extract(world.settings(), QUICK).rows_new)
    assert counts == [5, 0]
    rows = world.landed("google_ads", "campaign_performance", "report_date", "campaign_id")
    zeros = [(row["report_date"], row["campaign_id"]) for row in rows if row["cost_micros"] == "0"]
    assert zeros == [("2026-06-15", "10"), ("2026-06-15", "11")]


def test_a_backfill_reads_its_window_and_moves_no_cursor(world: World, serve: Serve) -> None:
    faults = serve()
    google_ads.extract(world.settings(), QUICK)
    state = world.settings().state_dir / "dlt" / "headwater_google_ads" / "state.json"
    before = json.loads(state.read_text())["sources"]["google_ads"]["tables"]
    faults.seen.clear()
    report = google_ads.extract(world.settings(), QUICK, backfill_from=date(2026, 5, 1))
    assert report.tables["campaign_performance"].rows_new == 122
    assert json.loads(state.read_text())["sources"]["google_ads"]["tables"] == before


def test_an_expired_access_token_is_renewed_once_and_the_run_goes_on(
    world: World, serve: Serve
) -> None:
    faults = serve()
    faults.nth({5}, "searchStream", Broken(401, b'[{"error": {"message": "expired"}}]'))
    report = google_ads.extract(world.settings(), QUICK)
    assert (report.state, report.tables["click_view"].rows_new) == ("ok", 90), report.message
    assert sum("/token" in line for line in faults.seen) == 2


def test_a_401_that_stays_is_an_error_without_secrets(world: World, serve: Serve) -> None:
    faults = serve()
    faults.rule = lambda number, path, body: (
        Broken(401, b'[{"error": {"message": "no"}}]') if "searchStream" in path else None
    )
    report = google_ads.extract(world.settings(), QUICK)
    assert report.state == "failed" and "sign in again" in report.message
    assert sum("searchStream" in line for line in faults.seen) == 2


def test_a_revoked_refresh_token_is_said_clearly(world: World, serve: Serve) -> None:
    serve()
    settings = world.settings(google_ads={"refresh_token": "1//revoked-token"})
    report = google_ads.extract(settings, QUICK)
    assert report.state == "failed"
    assert "expired or revoked" in report.message and "1//revoked-token" not in report.message


def test_a_rotated_refresh_token_is_stored_before_it_is_used(world: World, serve: Serve) -> None:
    faults = serve()
    answer = {"access_token": "short", "refresh_token": "1//rotated"}
    faults.nth({1}, "/token", Broken(200, json.dumps(answer).encode()))
    asked: list[bytes] = []
    rule = faults.rule

    def watch(number: int, path: str, body: bytes) -> Broken | None:
        if "/token" in path:
            asked.append(body)
        return rule(number, path, body)

    faults.rule = watch
    google_ads.extract(world.settings(), QUICK)  # the made-up access token is refused
    assert b"rotated" not in asked[0] and b"rotated" in asked[1]
    stored = world.settings().state_dir / "tokens" / "google_ads.json"
    assert json.loads(stored.read_text())["refresh_token"] == "1//rotated"
    assert stored.stat().st_mode & 0o077 == 0


def test_an_error_inside_the_stream_is_not_landed(world: World, serve: Serve) -> None:
    faults = serve()
    body = b'[{"results": [{"campaign": {"id": "99"}}]}, {"error": {"message": "INTERNAL"}}]'
    faults.nth({2, 3}, "searchStream", Broken(200, body))
    assert google_ads.extract(world.settings(), QUICK).state == "ok"
    ids = {row["campaign_id"] for row in world.landed("google_ads", "campaigns", "campaign_id")}
    assert ids == {"10", "11"}


def test_without_credentials_the_source_is_off_with_a_notice(world: World) -> None:
    report = google_ads.extract(world.settings())
    assert report.state == "off" and "HEADWATER_GOOGLE_ADS__REFRESH_TOKEN" in report.message
    sources = {"google_ads": "fivetran"}
    assert google_ads.extract(world.settings(sources=sources)).state == "off"


@pytest.mark.parametrize(
    ("gaql", "code"),
    [
        ("SELECT campaign.nme FROM campaign", {"queryError": "UNRECOGNIZED_FIELD"}),
        ("SELECT campaign.id FROM campaigns", {"queryError": "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"}),
        ("SELECT campaign.id", {"queryError": "UNEXPECTED_INPUT"}),
        (
            "SELECT segments.date, metrics.clicks FROM campaign",
            {"queryError": "EXPECTED_FILTERS_ON_DATE_RANGE"},
        ),
        (
            "SELECT click_view.gclid FROM click_view "
            "WHERE segments.date BETWEEN '2026-06-01' AND '2026-06-02'",
            {"clickViewError": "EXPECTED_FILTER_ON_A_SINGLE_DAY"},
        ),
        (
            "SELECT click_view.gclid FROM click_view WHERE segments.date = '2026-04-01'",
            {"clickViewError": "DATE_TOO_OLD"},
        ),
        (
            "SELECT campaign.id FROM campaign ORDER BY campaign.name",
            {"queryError": "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"},
        ),
    ],
)
def test_the_server_refuses_what_the_platform_refuses(
    serve: Serve, gaql: str, code: dict[str, str]
) -> None:
    response = ask(serve(), gaql)
    assert (response.status_code, error_code(response)) == (400, code)


def test_the_server_checks_headers_version_and_account(serve: Serve) -> None:
    faults = serve()
    gaql = "SELECT customer.id FROM customer"
    assert ask(faults, gaql).json()[0]["results"] == [{"customer": {"id": "1112223333"}}]
    assert ask(faults, gaql, Authorization="Bearer x").status_code == 401
    assert ask(faults, gaql, **{"developer-token": "x"}).status_code == 401
    response = ask(faults, gaql, **{"login-customer-id": "1"})
    assert error_code(response) == {"authorizationError": "USER_PERMISSION_DENIED"}
    retired = httpx.post(
        f"{faults.base_url}/google_ads/v19/customers/1/googleAds:searchStream", trust_env=False
    )
    assert retired.status_code == 404 and "<html>" in retired.text


def test_conditions_are_parsed() -> None:
    query = parse(
        "SELECT a.b, segments.date FROM campaign WHERE a.b != 'x' AND segments.date BETWEEN "
        "'2026-01-01' AND '2026-01-31' AND segments.date >= '2026-01-05' ORDER BY segments.date "
        "LIMIT 5"
    )
    assert query.dates() == (date(2026, 1, 5), date(2026, 1, 31))
    assert (query.limit, query.order_by) == (5, ("segments.date",))
    with pytest.raises(QueryError, match="Invalid date"):
        parse("SELECT a.b FROM c WHERE segments.date = 'x'").dates()
