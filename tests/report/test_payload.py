"""The data of the report, without a browser: golden, exact, and whole when marts are not."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import WarehouseRun, publish
from orchestration.report import ReportResult, build_report
from orchestration.report.build import inline_json, render
from orchestration.report.marts import Marts
from orchestration.report.payload import build_payload
from orchestration.report.sections import journeys
from orchestration.report.sections.sources import COUNT_SCALE, whole_parts
from orchestration.settings import Settings

from . import fixture_marts
from .conftest import published

GOLDEN = Path(__file__).parent / "golden_payload.json"
CREDITED = ("leads", "opportunities", "sales", "value")


def payload_of(settings: Settings) -> dict:
    marts = Marts(settings.published_dir / "current" / "marts.duckdb")
    try:
        return build_payload(marts, settings)
    finally:
        marts.close()


@pytest.fixture(scope="module")
def payload(settings: Settings) -> dict:
    return payload_of(settings)


def sql(settings: Settings, query: str) -> list[tuple]:
    path = settings.published_dir / "current" / "marts.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("use marts.marts")
        return connection.execute(query).fetchall()


def test_payload_is_the_golden_one(tmp_path: Path) -> None:
    """Run with GOLDEN=write to accept a change, then read the difference."""
    found = inline_json(payload_of(published(tmp_path, persons=4)))
    text = json.dumps(json.loads(found), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


@pytest.mark.parametrize("view", ["channel", "campaign", "keyword"])
@pytest.mark.parametrize("model", fixture_marts.MODELS)
def test_totals_of_every_view_are_the_marts_totals(
    settings: Settings, payload: dict, view: str, model: str
) -> None:
    [expected] = sql(
        settings,
        "select sum(leads), sum(opportunities), sum(sales), sum(value) * 100 "
        f"from rpt_sources where attribution_model = '{model}'",
    )
    credit = payload["sources"]["views"][view]["credit"]
    rows = [
        place for place, index in enumerate(credit["model"]) if payload["models"][index] == model
    ]
    found = [sum(credit[name][row] for row in rows) for name in CREDITED]
    assert found[3] == expected[3]
    for total, exact in zip(found[:3], expected[:3], strict=True):
        assert total == pytest.approx(exact * COUNT_SCALE, abs=10)
        assert total % COUNT_SCALE == 0  # whole leads stay whole in the total


def test_all_models_divide_the_same_revenue(settings: Settings, payload: dict) -> None:
    credit = payload["sources"]["views"]["channel"]["credit"]
    totals = Counter()
    for model, value in zip(credit["model"], credit["value"], strict=True):
        totals[model] += value
    [(revenue,)] = sql(
        settings,
        "select sum(value_reporting_minor) from fct_conversions "
        "where conversion_type in ('sale', 'refund')",
    )
    assert set(totals.values()) == {revenue}
    assert set(payload["quality"]["sums"]["attributed"]) == {revenue}


def test_fits_name_what_there_was_too_little_of(settings: Settings, payload: dict) -> None:
    fits = {fit["type"]: fit for fit in payload["fits"]}
    pooled = sql(
        settings,
        "select channel from fct_channel_weights "
        "where conversion_type = 'lead' and is_pooled order by 1",
    )
    assert [(channel,) for channel in fits["lead"]["pooled"]] == pooled != []
    assert {kind: fit["fallback"] for kind, fit in fits.items()} == {
        "lead": False, "opportunity": True, "sale": True
    }  # fmt: skip
    assert {tuple(fit["models"]) for fit in fits.values()} == {(payload["models"].index("markov"),)}


def test_spend_is_exact_to_the_millionth(settings: Settings, payload: dict) -> None:
    [(spend,)] = sql(
        settings, "select sum(spend) from rpt_sources where attribution_model = 'linear'"
    )
    for view in ("channel", "campaign", "keyword"):
        traffic = payload["sources"]["views"][view]["traffic"]
        assert sum(traffic["spend"]) == spend * 1_000_000


def test_journeys_carry_every_model_and_add_up(payload: dict) -> None:
    for conversion in payload["journeys"]["conversions"]:
        for model in range(len(payload["models"])):
            values = [touch["value"][model] for touch in conversion["touchpoints"]]
            assert sum(values) == conversion["value"]
        returned = sum(row["value"] for row in conversion["milestones"] if row["type"] == "refund")
        nets = [touch.get("net", touch["value"])[0] for touch in conversion["touchpoints"]]
        assert sum(nets) == conversion["value"] + returned
    assert any(
        row["type"] == "refund"
        for conversion in payload["journeys"]["conversions"]
        for row in conversion["milestones"]
    )


def test_a_very_long_journey_is_shortened_but_still_adds_up(
    settings: Settings, payload: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journeys, "FIRST_SHOWN", 1)
    monkeypatch.setattr(journeys, "LAST_SHOWN", 2)
    short = payload_of(settings)["journeys"]["conversions"]
    for before, after in zip(payload["journeys"]["conversions"], short, strict=True):
        hidden = after.get("hidden")
        assert len(after["touchpoints"]) == min(len(before["touchpoints"]), 3)
        total = sum(touch["value"][3] for touch in after["touchpoints"])
        assert total + (hidden["value"][3] if hidden else 0) == after["value"]
        assert (hidden or {"count": 0})["count"] + len(after["touchpoints"]) == len(
            before["touchpoints"]
        )


def test_customers_are_capped_to_the_newest(
    settings: Settings, payload: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journeys, "CUSTOMERS_KEPT", 5)
    kept = payload_of(settings)["journeys"]["conversions"]
    assert [row["at"] for row in kept] == [
        row["at"] for row in payload["journeys"]["conversions"][:5]
    ]


def test_whole_parts_keep_the_sum_of_each_group() -> None:
    thirds = whole_parts([1 / 3] * 6, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 0), (1, 1)])
    assert sum(thirds[:3]) == sum(thirds[3:]) == COUNT_SCALE
    assert sum(whole_parts([0.5, 0.25], [(0, 0), (0, 0)])) == 0.75 * COUNT_SCALE
    assert whole_parts([], []) == []


def test_visits_that_name_only_their_campaign_join_its_spend(tmp_path: Path) -> None:
    """Unless two platforms have a campaign of that name: then nobody can say whose it is."""
    version = tmp_path / "published" / "000001_x"
    version.mkdir(parents=True)
    with duckdb.connect(str(version / "build.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.rpt_sources as select 'linear' as attribution_model,
                date '2026-03-01' as report_date, 'Paid Social' as channel, '' as keyword, rows.*
            from (values ('(none)', 'Spring', 5, 0.0), ('meta_ads', 'Spring', 0, 9.5),
                ('(none)', 'Brand', 1, 0.0), ('meta_ads', 'Brand', 0, 1.0),
                ('tiktok_ads', 'Brand', 0, 2.0)
            ) as rows(platform, campaign, visits, spend)
            """
        )
    (version / "build.duckdb").rename(version / "marts.duckdb")
    (tmp_path / "published" / "current").symlink_to(version.name)
    view = payload_of(Settings(home=tmp_path))["sources"]["views"]["campaign"]
    traffic = view["traffic"]
    found = {
        (view["labels"][label], view["details"][label]): (visits, spend / 1e6)
        for label, visits, spend in zip(
            traffic["label"], traffic["visits"], traffic["spend"], strict=True
        )
    }
    assert found == {
        ("Spring", "meta_ads · Paid Social"): (5, 9.5),
        ("Brand", "meta_ads · Paid Social"): (0, 1.0),
        ("Brand", "tiktok_ads · Paid Social"): (0, 2.0),
        ("Brand", "Paid Social"): (1, 0.0),
    }


def test_nothing_in_the_data_can_end_its_element() -> None:
    text = inline_json({"a": "</script><!-- \u2028 & ' \""})
    assert not re.search(r"[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script><!-- \u2028 & ' \""}
    page = render({"a": "{{script}} {{payload}} </script>"})
    assert page.count("</script>") == 2


def test_the_page_holds_nothing_from_outside(report: ReportResult) -> None:
    page = report.path.read_text()
    assert report.warnings == []
    assert report.bytes == len(page.encode())
    template = page.split('id="payload">')[0]
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!data:|#)""", template)
    assert "@import" not in page
    assert "url(" not in page


def test_before_the_first_publish_the_report_still_builds(tmp_path: Path) -> None:
    result = build_report(Settings(home=tmp_path, vars={"reporting_currency": "JPY"}))
    assert "rpt_sources" in result.warnings[0]
    payload = json.loads(re.search(r'id="payload">(.*?)</script>', result.path.read_text())[1])
    assert payload["meta"]["currency_exponent"] == 0
    assert payload["sources"]["months"] == []


def test_an_empty_company_publishes_and_reports(tmp_path: Path, settings: Settings) -> None:
    """Every mart is there, and none has a row: the first night of a new installation."""
    empty = Settings(home=tmp_path)
    source = settings.published_dir / "current" / "marts.duckdb"
    with duckdb.connect(str(empty.warehouse_path)) as connection:
        connection.execute(f"attach '{source}' as fixture (read_only)")
        connection.execute("create schema marts")
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'fixture' "
            "and table_name <> '_meta'"
        ).fetchall():
            connection.execute(f"create table marts.{name} as from fixture.marts.{name} limit 0")
    publish(empty, WarehouseRun("first-night", "good", empty.clock()))
    result = build_report(empty)
    assert result.warnings == []
    payload = payload_of(empty)
    assert payload["journeys"]["conversions"] == []
    assert payload["quality"]["sums"] == {"ledger": 0, "attributed": []}


def test_each_missing_mart_is_named_and_harms_no_other_page(tmp_path: Path) -> None:
    settings = published(tmp_path, persons=6)
    path = settings.published_dir / "current" / "marts.duckdb"
    for (name,) in sql(settings, "select table_name from duckdb_tables() order by 1"):
        rename(path, name, "hidden")
        assert name in build_report(settings).warnings[0]
        rename(path, "hidden", name)


def rename(path: Path, old: str, new: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"alter table marts.marts.{old} rename to {new}")


def test_a_large_report_warns(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.report.build.WARN_BYTES", 1000)
    assert "MB" in build_report(settings).warnings[-1]
