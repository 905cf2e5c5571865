"""The demo company: complete, repeatable, and true to what it records."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.demo import CLOCK, WINDOW_END, WINDOW_START, generate, generate_bench
from tests.demo.conftest import Company

LANDING_TABLES = [
    "web_events",
    "ad_performance",
    "ad_clicks",
    "leads",
    "opportunities",
    "opportunity_leads",
    "stage_changes",
    "refunds",
    "calls",
    "number_leases",
    "chats",
    "form_submissions",
    "email_clicks",
    "consents",
    "merges",
    "fx_rates",
    "platform_conversions",
    "erasures",
]
GOOGLE = "vendors.google_ads"


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file under a folder by its path."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def tables(database: Path) -> dict[str, list[tuple]]:
    """Return all rows of a database by table."""
    with duckdb.connect(str(database), read_only=True) as engine:
        names = engine.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        return {name: engine.execute(f"from {name}").fetchall() for (name,) in names}


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        generate(tmp_path / name, scale=0.05, seed=seed)
    one, two, three = (digests(tmp_path / name / "landing") for name in ("one", "two", "three"))
    assert one == two
    assert (
        one["web_events/dt=2026-03-06/events_0.jsonl.gz"]
        != (three["web_events/dt=2026-03-06/events_0.jsonl.gz"])
    )
    for database in ("vendors", "truth"):
        left, right = (tables(tmp_path / n / f"demo/{database}.duckdb") for n in ("one", "two"))
        assert left == right


def test_a_second_generation_replaces_the_first(tmp_path: Path) -> None:
    generate(tmp_path, scale=0.05, seed=8)
    connector = tmp_path / "landing/raw/hubspot/contacts/kept.parquet"
    connector.parent.mkdir(parents=True)
    connector.touch()
    generate(tmp_path, scale=0.05, seed=7)
    generate(tmp_path / "fresh", scale=0.05, seed=7)
    assert connector.exists()
    connector.unlink()
    assert digests(tmp_path / "landing") == digests(tmp_path / "fresh/landing")


def test_about_fifty_thousand_events_at_scale_one(company: Company) -> None:
    assert 0.9 < company.generated.web_events / (0.3 * 52_000) < 1.1
    first, last = company.rows("select min(event_at), max(received_at) from events")[0]
    assert first.date() >= WINDOW_START
    assert last < CLOCK.replace(tzinfo=None)
    assert company.value("select max(event_at) from events").date() < WINDOW_END


@pytest.mark.parametrize("table", LANDING_TABLES)
def test_every_landing_table_is_fed(company: Company, table: str) -> None:
    assert (company.landing / table).is_dir()
    rows = [
        count
        for file, count in company.generated.rows.items()
        if file == table or file.startswith(f"{table}/")
    ]
    assert sum(rows) > 0


def test_web_events_lie_by_day_and_the_last_day_by_hour(company: Company) -> None:
    folder = company.landing / "web_events"
    assert (folder / "dt=2026-03-06/events_0.jsonl.gz").exists()
    assert (folder / "dt=2026-04-30/hour=12/events_0.jsonl.gz").exists()
    assert (folder / "dt=2026-04-15/broken.jsonl").exists()


def test_truth_counts_what_was_delivered(company: Company) -> None:
    expected = dict(company.rows("from truth.expected"))
    assert company.value("select count(*) from events") == expected["deliveries"]
    assert company.value("select count(distinct event_id) from events") == expected["events"]
    assert expected["duplicate_deliveries"] > 0
    assert 0.005 < expected["late_events"] / expected["events"] < 0.015
    assert expected["events_flood"] == 1300
    bots = "select count(distinct event_id) from events where user_agent like '%Googlebot%'"
    assert company.value(bots) == expected["events_crawler"]
    office = "select count(distinct event_id) from events where ip_address like '203.0.113.%'"
    assert company.value(office) == expected["events_internal"]
    orders = "select count(distinct order_id) from events where event_type = 'order'"
    assert company.value(orders) == expected["orders"]


def test_true_sessions_are_what_the_events_show(company: Company) -> None:
    """A visit's first event, pages and cookie are the truth's; no visit runs into another."""
    differing = """
        with shown as (
            select visitor_id, min(event_at) as started_at, count(distinct event_id) as page_views
            from (
                select
                    events.*,
                    count_if(gap is null or gap > interval 30 minutes)
                        over (partition by visitor_id order by event_at, event_id) as session
                from (
                    select *, event_at - lag(event_at)
                        over (partition by visitor_id order by event_at, event_id) as gap
                    from events where event_type = 'page_view'
                ) as events
            )
            where visitor_id is not null
            group by visitor_id, session
        )
        select count(*)
        from truth.sessions
        left join shown using (visitor_id, started_at)
        where is_counted
            and shown.page_views is distinct from sessions.page_views
            and started_at < timestamp '2026-04-26'
    """
    sessions = company.value("select count(*) from truth.sessions where visit_kind = 'person'")
    # A page that came late but after the clock, and two people at once on a shared cookie.
    assert company.value(differing) <= 0.003 * sessions


def test_every_sale_has_a_cause_and_stands_in_the_crm(company: Company) -> None:
    assert company.value("select count(*) from truth.sales where cause is null") == 0
    won, amount = company.rows(
        """
        select count(distinct deals.id), sum(deals.amount)
        from vendors.hubspot.deals
        where exists (
            select 1 from vendors.hubspot.deal_stage_history as history
            where deals.id = history.deal_id and stage_id = 'closedwon'
        )
        """
    )[0]
    truth = "select count(*), sum(amount) from truth.sales where sale_kind = 'deal'"
    assert company.rows(truth)[0] == (won, amount)
    causes = {cause for (cause,) in company.rows("select distinct cause from truth.sales")}
    assert {"baseline", "customer", "Organic Search", "Paid Search", "Offline"} <= causes
    assert "Direct" not in causes  # a visit that nothing brought persuades nobody


def test_causes_precede_their_sales(company: Company) -> None:
    assert (
        company.value(
            """
            select count(*) from truth.sales
            inner join truth.sessions on cause_visit_number = visit_number
            where started_at > sold_at or sales.true_person_id <> sessions.true_person_id
            """
        )
        == 0
    )


def test_spend_matches_the_clicks(company: Company) -> None:
    expected = dict(company.rows("from truth.expected"))
    clicks, micros = company.rows(
        f"select sum(clicks), sum(cost_micros) from {GOOGLE}.performance where level = 'campaign'"
    )[0]
    assert clicks == expected["clicks_google_ads"]
    assert micros / 1e6 == pytest.approx(expected["spend_google_ads_gbp"])
    assert 0.2 < micros / 1e6 / clicks < 4
    landed = expected["landed_clicks_google_ads"]
    assert landed < clicks < landed * 1.15
    unknown = company.value(
        f"""
        select count(*) from truth.sessions
        where click_parameter = 'gclid'
            and not exists (select 1 from {GOOGLE}.clicks where gclid = click_id)
        """
    )
    assert unknown == 0
    per_day = company.value(
        f"""
        select count(*) from (
            select click_date as report_date, campaign_id, count(*) as clicks
            from {GOOGLE}.clicks group by all
        ) as clicked
        left join (
            select report_date, campaign_id, sum(clicks) as clicks
            from {GOOGLE}.performance where level = 'campaign' group by all
        ) as billed using (report_date, campaign_id)
        where billed.clicks is null or billed.clicks < clicked.clicks
        """
    )
    assert per_day == 0


def test_finer_levels_never_exceed_the_campaign(company: Company) -> None:
    levels = dict(
        company.rows(f"select level, sum(cost_micros) from {GOOGLE}.performance group by level")
    )
    assert levels["campaign"] > levels["ad_group"] >= levels["ad"] > levels["keyword"]
    max_only = f"select distinct level from {GOOGLE}.performance where campaign_id = '21000031'"
    assert company.rows(max_only) == [("campaign",)]
    keys = "report_date, level, campaign_id, ad_group_id, ad_id, criterion_id, device"
    assert (
        company.value(
            f"""
            select count(*) from (
                select 1 from {GOOGLE}.performance
                group by {keys}, ad_network_type having count(*) > 1
            )
            """
        )
        == 0
    )


def test_microsoft_clicks_and_spend_come_by_landing(company: Company) -> None:
    performance = company.landed("ad_performance/microsoft_ads.csv.gz")
    billed = company.value(
        f"select sum(clicks::bigint) from {performance} where report_level = 'campaign'"
    )
    assert billed == company.value(
        f"select count(*) from {company.landed('ad_clicks/microsoft_ads.parquet')}"
    )
    missing = f"""
        select count(*) from truth.sessions
        where click_parameter = 'msclkid' and click_id not in (
            select click_id from {company.landed("ad_clicks/microsoft_ads.parquet")}
        )
    """
    assert company.value(missing) == 0


def test_click_view_and_the_kept_file_cover_every_google_click(company: Company) -> None:
    kept = company.landed("ad_clicks/google_ads_kept.csv")
    oldest = date.fromordinal(CLOCK.date().toordinal() - 90)
    missing = f"""
        select count(*) from {GOOGLE}.clicks
        where click_date < date '{oldest}' and gclid not in (select click_id from {kept})
    """
    assert company.value(missing) == 0


def test_people_are_invented(company: Company) -> None:
    """Addresses end in .example, phones lie in ranges kept for fiction, one person each."""
    addresses = "select count(*) from truth.people where email not like '%@%.example'"
    assert company.value(addresses) == 0
    fiction = (
        r"^(020 7946 0\d{3}|0161 496 0\d{3}|\+1\d{3}55501\d{2}|\+493023125\d{3}|\+3319900\d{4})$"
    )
    phones = f"select count(*) from truth.people where not regexp_matches(phone, '{fiction}')"
    assert company.value(phones) == 0
    shared = "select count(phone) - count(distinct phone) from truth.people"
    assert company.value(shared) == 0


def test_recent_consented_paid_sales_exist_for_the_exports(company: Company) -> None:
    sales = company.value(
        """
        select count(distinct sale_id)
        from truth.sales
        inner join truth.sessions using (true_person_id)
        inner join (
            select distinct visitor_id from events where consent_ad_user_data = 'granted'
        ) as granted using (visitor_id)
        where sale_kind = 'deal' and click_parameter = 'gclid' and started_at <= sold_at
            and started_at > timestamp '2026-05-01' - interval 85 days
        """
    )
    assert sales >= 5


def test_hostile_names_and_odd_cases_are_there(company: Company) -> None:
    names = {name for (name,) in company.rows(f"select name from {GOOGLE}.campaigns")}
    assert any("<script>alert(1)</script>" in name for name in names)
    shared = """
        select count(*) from (
            select 1 from truth.visitors group by visitor_id having count(*) > 1
        )
    """
    assert company.value(shared) > 0
    declared = "select count(*) from vendors.hubspot.contacts where declared_source is not null"
    assert company.value(declared) == 3
    assert company.value("select count(merged_vids) from vendors.hubspot.contacts") > 0
    assert (
        company.value("select count(distinct deal_currency_code) from vendors.hubspot.deals") == 2
    )


def test_bench_keeps_the_profile_of_a_busy_site(tmp_path: Path) -> None:
    generated = generate_bench(tmp_path, events=60_000)
    events = f"""
        read_parquet('{tmp_path}/landing/web_events/**/*.parquet', hive_partitioning = true)
    """
    count, ids, cookies, days = duckdb.sql(
        f"""
        select count(*), count(distinct event_id), count(distinct visitor_id), count(distinct dt)
        from {events}
        """
    ).fetchone()
    assert count == generated.web_events
    assert 0.9 < ids / 60_000 < 1.15
    assert 0.13 < cookies / ids < 0.17
    assert days == 365
    leads = generated.rows["leads/leads.parquet"]
    assert 0.002 < leads / ids < 0.0045
    again = generate_bench(tmp_path / "again", events=60_000)
    assert again.rows == generated.rows
    same = duckdb.sql(
        f"""
        select count(*) from (
            from {events}
            except all
            from read_parquet(
                '{tmp_path}/again/landing/web_events/**/*.parquet', hive_partitioning = true
            )
        )
        """
    ).fetchone()
    assert same == (0,)
