"""A hand-made company in the shape of the published marts, the same on every run.

Journeys are drawn with a fixed seed, credit is divided here by plain Python to the penny, and
the report marts are summed from those rows, so that every total has one right answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import duckdb
import pyarrow

MODELS = ("first_touch", "last_touch", "last_non_direct", "linear", "position_based", "time_decay",
          "markov")  # fmt: skip
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script><!--\u2028")
START = datetime(2026, 1, 1)
END = datetime(2026, 6, 30)

# channel, source, medium, platform, campaign, ad group, ad, keyword, share of visits
SOURCES = (
    ("Organic Search", "google", "organic", "", "(none)", "", "", "", 26),
    ("Paid Search", "google", "cpc", "google_ads", "Flow meters UK", "Ultrasonic", "Spec sheet",
     "ultrasonic flow meter", 12),
    ("Paid Search", "google", "cpc", "google_ads", "Brand", "Brand exact", "Fernhill",
     "fernhill instruments", 7),
    ("Paid Search", "bing", "cpc", "microsoft_ads", "Calibration service", "Calibration",
     "Next day", "calibration lab near me", 4),
    ("Paid Social", "linkedin", "paid-social", "linkedin_ads", "Plant managers EU", "Sponsored",
     "Case study", "", 9),
    ("Display", "google", "display", "google_ads", "Retargeting 90d", "All visitors",
     "Banner B", "", 6),
    ("Email", "newsletter", "email", "", "June product letter", "", "", "", 9),
    ("Referral", "controleng.example", "referral", "", "(none)", "", "", "", 5),
    ("Organic Social", "linkedin", "social", "", "(none)", "", "", "", 4),
    ("AI Assistant", "chatgpt.com", "ai-assistant", "", "(none)", "", "", "", 3),
    ("Offline", "Trade Show Q1", "offline", "", "Trade Show Q1", "", "", "", 2),
    ("Direct", "(direct)", "(none)", "", "(none)", "", "", "", 13),
)  # fmt: skip
PAGES = ("/", "/blog/choosing-a-flow-meter", "/blog/iso-17025-explained", "/products/ultrasonic",
         "/products/coriolis", "/demo", "/pricing", "/case-studies/northern-water")  # fmt: skip

TABLES = """
create schema marts;
create table marts.touches (person_id text, touchpoint_id text, touched_at timestamp, channel text,
    source text, medium text, platform text, campaign text, ad_group text, ad text, keyword text,
    content text, stage text, type text);
create table marts.fct_conversions (conversion_id text, conversion_type text, counts_as text,
    journey_conversion_id text, person_id text, conversion_at timestamp, conversion_date date,
    event_date date, value_reporting_minor bigint, value_reporting decimal(18, 3), units integer,
    opportunity_id text, inquiry_type text, country text);
create table marts.spend (day date, source_row integer, amount decimal(18, 6), clicks bigint,
    impressions bigint);
create table marts.source_rows (source_row integer, channel text, source text, medium text,
    platform text, campaign text, ad_group text, ad text, keyword text);
create table marts.credits (attribution_model text, conversion_id text, touchpoint_id text,
    position integer, touchpoints integer, days double, credit double, minor bigint,
    net bigint);
"""


def build(path: Path, *, persons: int = 420, hostile: bool = True, demo: bool = True) -> Path:
    """Write a marts file with about a fifth of `persons` won; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Built under a name that is not its schema's, for `marts.x` in marts.duckdb is ambiguous.
    building = path.with_name("building.duckdb")
    building.unlink(missing_ok=True)
    draw = random.Random(20260701)
    with duckdb.connect(str(building)) as connection:
        connection.execute(TABLES)
        rows: dict[str, list[tuple]] = {"touches": [], "fct_conversions": [], "credits": []}
        for number in range(persons):
            _add_person(draw, f"{draw.getrandbits(64):016x}", number, rows, hostile)
        rows["spend"] = list(_spend(draw, hostile))
        rows["source_rows"] = [
            (number, *source[:8]) for number, source in enumerate(_sources(hostile))
        ]
        for table, values in rows.items():
            _insert(connection, table, values)
        connection.execute((Path(__file__).parent / "fixture_marts.sql").read_text())
        connection.execute(
            "insert into marts._meta values ('run-2026-07-01', 'good', '63f0cf1', '1',"
            " '2026-07-01 03:00', '2026-07-01 03:04', 'GBP', 2, 'Europe/London',"
            " 'last_non_direct', ?, 90, 'fixture', ?, 'Fernhill Instruments')",
            [",".join(MODELS), demo],
        )
    building.replace(path)
    return path


def _insert(connection: duckdb.DuckDBPyConnection, table: str, values: list[tuple]) -> None:
    """All rows at once: row by row the fixture would take longer than the tests."""
    columns = zip(*values, strict=True)
    names = [f"column_{place}" for place in range(len(values[0]))]
    connection.register("batch", pyarrow.table([list(column) for column in columns], names=names))
    connection.execute(f"insert into marts.{table} from batch")


def _sources(hostile: bool) -> list[tuple]:
    """The sources, with campaigns that try to break the page when asked."""
    sources = [list(source) for source in SOURCES]
    if hostile:
        sources[4][4], sources[5][4], sources[6][4] = HOSTILE
    return [tuple(source) for source in sources]


def _add_person(
    draw: random.Random, person: str, number: int, rows: dict[str, list[tuple]], hostile: bool
) -> None:
    """A journey; two in five become leads, half of those buy, some buy again or are refunded."""
    sources = _sources(hostile)
    count = min(1 + int(draw.expovariate(0.4)), 14)
    at = START + timedelta(hours=draw.uniform(0, 24 * 120))
    touches = []
    for position in range(count):
        source = draw.choices(sources, [source[8] for source in sources])[0]
        stage = (
            "awareness"
            if position == 0
            else draw.choice(("awareness", "consideration", "decision"))
        )
        touches.append((person, f"t{number}-{position}", at, *source[:8], draw.choice(PAGES), stage,
                        "call" if source[0] == "Offline" else "session"))  # fmt: skip
        at += timedelta(days=draw.expovariate(0.14))
        if at > END:
            break
    rows["touches"] += touches
    count = len(touches)
    became = draw.random()
    if became > 0.45 and number >= 3:
        return
    closed = touches[-1][2] + timedelta(minutes=25)
    lead = min(1, count - 1)
    lead_at = touches[lead][2] + timedelta(minutes=12)
    _add_conversion(rows, f"l{number}", "lead", touches[: lead + 1], lead_at, 0, 0)
    if became > 0.22 and number >= 3:
        return
    amount = draw.randrange(40_000, 2_400_000)
    refunded = amount // 4 if number % 9 == 0 else 0
    opportunity_at = lead_at + (closed - lead_at) / 2
    _add_conversion(rows, f"o{number}", "opportunity", touches, opportunity_at, amount, 0)
    _add_conversion(rows, f"s{number}", "sale", touches, closed, amount, refunded)


def _add_conversion(
    rows: dict[str, list[tuple]], conversion: str, kind: str, touches: list[tuple], at: datetime,
    amount: int, refunded: int,
) -> None:  # fmt: skip
    """A ledger row, the refund of a quarter where there is one, and credit under every model."""
    person, deal = touches[0][0], f"deal-{conversion[1:]}" if kind != "lead" else ""
    day = at.date()
    rows["fct_conversions"].append((conversion, kind, kind, conversion, person, at, day, day,
        amount, amount / 100, 1, deal, "chat" if kind == "lead" else None, "GB"))  # fmt: skip
    if refunded:
        later = at + timedelta(days=13)
        rows["fct_conversions"].append((f"{conversion}-r", "refund", kind, conversion, person,
            later, day, later.date(), -refunded, -refunded / 100, 0, deal, None, "GB"))  # fmt: skip
    used = [touch for touch in touches if touch[2] <= at]
    for model in MODELS:
        weights = weights_of(model, used, at)
        minors, nets = allocate(amount, weights), allocate(amount - refunded, weights)
        for position, touch in enumerate(used):
            days = (at - touch[2]).total_seconds() / 86400
            rows["credits"].append((model, conversion, touch[1], position + 1, len(used), days,
                float(weights[position]), minors[position], nets[position]))  # fmt: skip


def weights_of(model: str, touches: list[tuple], at: datetime) -> list[Fraction]:
    """Shares of the touches under a model; they sum to one."""
    count = len(touches)
    if model == "position_based":
        between = [Fraction(1, 5 * (count - 2))] * (count - 2) if count > 2 else []
        raw = [Fraction(2, 5), *between, Fraction(2, 5)][:count]
    elif model == "time_decay":
        raw = [
            Fraction(2 ** (-(at - touch[2]).total_seconds() / 86400 / 7)).limit_denominator(10**9)
            for touch in touches
        ]
    elif model in ("linear", "markov"):  # as where there is too little to learn from
        raw = [Fraction(1)] * count
    else:
        named = [place for place, touch in enumerate(touches) if touch[3] != "Direct"]
        places = named if model == "last_non_direct" and named else range(count)
        chosen = places[0] if model == "first_touch" else places[-1]
        raw = [Fraction(int(place == chosen)) for place in range(count)]
    return [weight / sum(raw) for weight in raw]


def allocate(amount: int, weights: list[Fraction]) -> list[int]:
    """Whole pence by largest remainder, ties to the earlier touch."""
    exact = [amount * weight for weight in weights]
    parts = [int(share) for share in exact]
    left = amount - sum(parts)
    order = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in order[:left]:
        parts[place] += 1
    return parts


def _spend(draw: random.Random, hostile: bool) -> Iterator[tuple]:
    """Daily spend of the paid sources, with fractions of a penny as platforms report them."""
    for number, source in enumerate(_sources(hostile)):
        if not source[3]:
            continue
        day = START
        while day <= END:
            clicks = draw.randrange(2, 30)
            amount = round(clicks * draw.uniform(0.6, 3.1) * source[8] / 6, 6)
            yield (day.date(), number, amount, clicks, clicks * draw.randrange(12, 60))
            day += timedelta(days=1)
