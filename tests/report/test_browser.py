"""The report in a real Chromium: what a reader sees, touches and downloads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from orchestration.report import ReportResult, build_report
from orchestration.settings import Settings
from tests.support import browser as chromium
from tests.support.browser import ARGUMENTS

from . import fixture_marts

PAGES = ("sources", "models", "paths", "lag", "journey", "stages", "lifetime", "sent", "quality")
NAMES = ("Sources", "Models", "Paths", "Time lag", "Journey", "Stages", "Lifetime value",
         "Sent back", "Data quality")  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=ARGUMENTS)
        yield browser
        browser.close()


class Reader:
    """A page that remembers everything that must not happen."""

    def __init__(self, page: Page, report: ReportResult) -> None:
        self.page, self.address = page, report.path.as_uri()
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"request {url}")

    def open(self, place: str = "sources") -> Page:
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{place}")
        return self.page

    def value(self, selector: str) -> float:
        return float(self.page.locator(selector).get_attribute("data-value"))


@pytest.fixture
def reader(browser: Browser, report: ReportResult) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    reader = Reader(context.new_page(), report)
    yield reader
    context.close()
    assert reader.complaints == []


@pytest.fixture(scope="module")
def marts(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    path = settings.published_dir / "current" / "marts.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("use marts.marts")
        yield connection


def rows_of(page: Page, table: str) -> dict[str, int]:
    """First line of each row's name → its value in minor units."""
    found: dict[str, int] = {}
    for row in page.locator(f"#table-{table} tbody tr").all():
        name = row.locator("th").inner_text().split("\n")[0]
        value = row.locator("[data-column=value]").get_attribute("data-value")
        found[name] = found.get(name, 0) + int(float(value))
    return found


@pytest.mark.parametrize("model", fixture_marts.MODELS)
def test_switching_the_model_shows_the_numbers_of_sql(
    reader: Reader, marts: duckdb.DuckDBPyConnection, model: str
) -> None:
    page = reader.open()
    page.select_option("#choose-model", model)
    expected = marts.execute(
        "select channel, (sum(value) * 100)::bigint, round(sum(leads), 4), sum(visits)::bigint "
        f"from rpt_sources where attribution_model = '{model}' group by channel"
    ).fetchall()
    assert rows_of(page, "sources-by-channel") == {row[0]: row[1] for row in expected}
    total = "#table-sources-by-channel tfoot [data-column={}]"
    assert reader.value(total.format("value")) == sum(row[1] for row in expected)
    assert reader.value(total.format("visits")) == sum(row[3] for row in expected)
    assert reader.value(total.format("leads")) == round(sum(row[2] for row in expected))
    assert f"model={model}" in page.url or model == "last_non_direct"


def test_every_cut_and_every_model_has_the_same_total(reader: Reader) -> None:
    totals = set()
    for view in ("channel", "campaign", "content", "keyword"):
        for model in ("first_touch", "time_decay"):
            reader.open(f"sources?by={view}&model={model}")
            totals.add(reader.value(f"#table-sources-by-{view} tfoot [data-column=value]"))
    reader.open("models")
    for model in fixture_marts.MODELS:
        totals.add(reader.value(f"#table-models tfoot [data-column={model}]"))
    assert len(totals) == 1


@pytest.mark.parametrize(("basis", "column"), [
    ("touch", "value"), ("conversion", "value_by_conversion_date"),
    ("event", "value_by_event_date"),
])  # fmt: skip
def test_a_month_and_the_month_before(
    reader: Reader, marts: duckdb.DuckDBPyConnection, basis: str, column: str
) -> None:
    page = reader.open(f"sources?period=2026-04&basis={basis}&model=linear")
    months = dict(
        marts.execute(
            f"select strftime(report_date, '%Y-%m'), (sum({column}) * 100)::bigint "
            "from rpt_sources where attribution_model = 'linear' group by 1"
        ).fetchall()
    )
    assert reader.value("#table-sources-by-channel tfoot [data-column=value]") == months["2026-04"]
    shift = 100 * (months["2026-04"] / months["2026-03"] - 1)
    shown = page.locator(".figure:has(dt:text-is('Attributed value')) .delta").inner_text()
    assert shown.startswith(f"{'+' if shift > 0 else '−'}{abs(round(shift))}%")


def test_comparing_with_another_model(reader: Reader, marts: duckdb.DuckDBPyConnection) -> None:
    page = reader.open("sources?model=first_touch")
    page.select_option("#choose-vs", "last_touch")
    sums = marts.execute(
        "select attribution_model, sum(value) from rpt_sources where channel = 'Direct' "
        "and attribution_model in ('first_touch', 'last_touch') group by 1 order by 1"
    ).fetchall()
    row = page.locator("#table-sources-by-channel tbody tr", has_text="Direct")
    shift = float(row.locator("[data-column=versus]").get_attribute("data-value"))
    assert shift == pytest.approx(float(sums[0][1] / sums[1][1]) - 1)


def test_a_model_that_had_too_little_to_learn_from_says_so(
    reader: Reader, marts: duckdb.DuckDBPyConnection
) -> None:
    page = reader.open("models")
    told = {
        item.get_attribute("data-type"): item.inner_text()
        for item in page.locator(".fits li").all()
    }
    fits = marts.execute(
        """
        select conversion_type, max(fitted_conversions), bool_or(is_fallback),
            count(*) filter (is_pooled)
        from fct_channel_weights group by all
        """
    ).fetchall()
    assert set(told) == {kind for kind, *_ in fits}
    for kind, conversions, fallback, pooled in fits:
        assert f" {conversions} conversions" in told[kind]
        assert ("too few to learn from" in told[kind]) == fallback
        assert ("were judged as one" in told[kind]) == (not fallback and pooled > 1)
    assert {fallback for _, _, fallback, _ in fits} == {True, False}
    assert "Offline" in told["lead"]

    heads = {head.inner_text().split("\n")[0]: head for head in page.locator("thead th").all()}
    assert "as Linear" in heads["Markov"].inner_text()
    assert "as Linear" not in heads["Linear"].inner_text()
    with page.expect_download() as download:
        page.locator("#csv-models").click()
    assert '"Linear","Position-based","Time decay","Markov"' in Path(
        download.value.path()
    ).read_text(encoding="utf-8-sig")


def test_no_spend_means_no_roas(reader: Reader) -> None:
    page = reader.open()
    organic = page.locator("#table-sources-by-channel tbody tr", has_text="Organic Search")
    assert organic.locator("[data-column=roas]").inner_text() == "–"
    assert organic.locator("[data-column=spend]").inner_text() == "–"


def test_every_page_by_keyboard_alone(reader: Reader) -> None:
    page = reader.open("quality?model=linear")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = []
    for _ in NAMES:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#content:focus")
        reached.append(page.locator("h1").inner_text())
        assert page.locator(".empty").count() == 0
        page.evaluate(f"document.getElementById('nav-{PAGES[len(reached) - 1]}').focus()")
    assert tuple(reached) == NAMES
    page.focus("#nav-sources")
    page.keyboard.press("Enter")
    page.wait_for_selector("#content:focus")
    page.focus("#choose-model")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "choose-model"
    assert "model=position_based" in page.url


def test_the_header_names_what_the_numbers_depend_on(reader: Reader) -> None:
    for place in PAGES:
        facts = reader.open(place).locator(".facts").inner_text()
        for fact in ("Last non-direct", "90 days", "GBP", "Europe/London", "2026-07-01 03:00 UTC",
                     "Good"):  # fmt: skip
            assert fact in facts
    assert reader.page.locator(".ribbon").inner_text().lower() == "demo data"


def test_hostile_names_are_text_on_every_page(reader: Reader) -> None:
    page = reader.open("sources?by=campaign")
    names = page.locator("#table-sources-by-campaign tbody th").all_inner_texts()
    shown = {name.split("\n")[0].strip() for name in names}
    for hostile in fixture_marts.HOSTILE:
        assert hostile.strip("\u2028") in {name.strip("\u2028") for name in shown}
    chosen = "&".join(
        f"{key}={fixture_marts.HOSTILE[0]}" for key in ("model", "by", "period", "customer")
    )
    odd = [f"{place}?{chosen}" for place in ("sources", "journey", "<script>alert(1)</script>")]
    for place in (*PAGES, "stages?stageby=campaign", "models?by=campaign", *odd):
        reader.open(place)
        assert page.locator("h1").count() == 1
        assert page.locator("main img, main script").count() == 0


def download(page: Page, button: str) -> list[dict[str, str]]:
    with page.expect_download() as started:
        page.click(button)
    text = Path(started.value.path()).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_is_the_table(reader: Reader) -> None:
    page = reader.open("sources?by=campaign&model=linear")
    exported = download(page, "#csv-sources-by-campaign")
    rows = page.locator("#table-sources-by-campaign tbody tr").all()
    assert len(exported) == len(rows)
    for line, row in zip(exported, rows, strict=True):
        cell = {
            key: row.locator(f"[data-column={key}]").get_attribute("data-value")
            for key in ("visits", "leads", "value")
        }
        name = row.locator("th").inner_text().split("\n")[0]
        assert line["Campaign"].strip("\u2028").removeprefix("'") == name.strip("\u2028")
        assert line["Visits"] == cell["visits"]
        assert float(line["Leads"]) == float(cell["leads"])
        assert round(float(line["Value GBP"]) * 100) == int(cell["value"])


def test_a_spreadsheet_takes_no_name_for_a_formula(reader: Reader) -> None:
    page = reader.open()
    assert page.evaluate("document.title").startswith("Sources")
    for place in PAGES:
        reader.open(place)
        for button in page.locator("[id^=csv-]").all():
            for line in download(page, f"#{button.get_attribute('id')}"):
                assert not next(iter(line.values())).startswith(("=", "+", "@"))


def test_sorting_turns_and_says_so(reader: Reader) -> None:
    page = reader.open()
    header = page.locator("#table-sources-by-channel th", has_text="Visits")
    for expected in ("descending", "ascending"):
        header.get_by_role("button").click()
        assert header.get_attribute("aria-sort") == expected
    cells = page.locator("#table-sources-by-channel tbody [data-column=visits]").all()
    visits = [int(cell.get_attribute("data-value")) for cell in cells]
    assert visits == sorted(visits)


def test_a_journey_from_first_visit_to_refund(
    reader: Reader, marts: duckdb.DuckDBPyConnection
) -> None:
    person, conversion, value = marts.execute(
        "select person_id, journey_conversion_id, -value_reporting_minor from fct_conversions "
        "where conversion_type = 'refund' order by conversion_at limit 1"
    ).fetchone()
    page = reader.open("journey?model=linear")
    page.fill("#choose-find", person[:9])
    page.click(f"#customer-{person}")
    assert page.locator(".milestone.sale").count() == 1
    assert f"{value / 100:,.2f}" in page.locator(".milestone.refund").inner_text()
    credits = marts.execute(
        "select (attributed_value * 100)::bigint from rpt_journeys "
        "where attribution_model = 'linear' and conversion_id = ? order by position",
        [conversion],
    ).fetchall()
    shown = page.locator(".touch .credit").all()
    assert [int(cell.get_attribute("data-value")) for cell in shown] == [row[0] for row in credits]
    page.fill("#choose-find", "nobody has this")
    assert "No customer" in page.locator(".picker").inner_text()
    assert page.evaluate("document.activeElement.id") == "choose-find"


def test_sums_agree_and_checks_are_named(reader: Reader) -> None:
    page = reader.open("quality")
    assert "agree" in page.locator("#table-reconciliation .note").inner_text()
    differences = page.locator("#table-reconciliation [data-column=difference]").all_inner_texts()
    assert set(differences[1:]) == {"£0.00"}
    assert "Failed" in page.locator("#table-freshness").inner_text()


CONTRAST = (Path(__file__).parent / "contrast.js").read_text().split("\n", 1)[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_and_controls_have_names(
    browser: Browser, report: ReportResult, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    reader = Reader(context.new_page(), report)
    for place in PAGES:
        page = reader.open(place)
        assert page.evaluate(CONTRAST) == []
        unnamed = page.evaluate(
            "[...document.querySelectorAll('select, input')].filter((n) => !n.labels.length).length"
        )
        assert unnamed == 0
        assert page.locator("svg:not([aria-hidden]):not([aria-label])").count() == 0
    context.close()
    assert reader.complaints == []


def test_a_phone_scrolls_tables_and_not_the_page(browser: Browser, report: ReportResult) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    reader = Reader(context.new_page(), report)
    for place in PAGES:
        page = reader.open(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
    context.close()
    assert reader.complaints == []


def test_the_first_night_of_an_empty_company(browser: Browser, tmp_path: Path) -> None:
    reader = Reader(browser.new_page(), build_report(Settings(home=tmp_path)))
    for place, name in zip(PAGES, NAMES, strict=True):
        page = reader.open(place)
        assert page.locator("h1").inner_text() == name
        assert page.locator(".empty").count() == 1
    reader.page.close()
    assert reader.complaints == []


def test_eligible_is_what_may_leave(reader: Reader, marts: duckdb.DuckDBPyConnection) -> None:
    """The word of the night's summary, whose gates refuse what is blocked and what is too old."""
    may_leave = """
        select sum(rows) from rpt_exports
        where destination = 'google_ads' and state not in ('blocked', 'expired')
    """
    page = reader.open("sent")

    shown = page.locator(".destination").first.locator('[data-figure="Eligible"]').inner_text()
    assert int(shown.replace(",", "")) == marts.execute(may_leave).fetchone()[0]
    assert marts.execute("select count(*) from rpt_exports where state = 'expired'").fetchone()[0]
