"""Channels: the seed's rules against the written ones, and the places where other systems went
wrong.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.rules.project_sql import ProjectSql
from tests.rules.ga4_channels import manual_channel, source_categories

PROJECT_DIR = Path(__file__).resolve().parents[2]
CATEGORIES = source_categories()
SEEDS = (
    "channels",
    "channel_rules",
    "ad_network_channels",
    "tracking_numbers",
    "source_categories",
    "review_sites",
)


class ChannelRules:
    """The models of the channels over combinations given as rows."""

    def __init__(self) -> None:
        self.sql = ProjectSql(PROJECT_DIR)
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("set threads = 1")
        self.sql.load_seeds(self.connection, SEEDS)

    def channels(self, rows: list[tuple[str, ...]]) -> list[tuple[str, str]]:
        """Channel and rule of each (source, medium, campaign[, platform, type, network])."""
        self.connection.execute(
            "create or replace table int_channel_tuples (channel_key bigint, source text,"
            " medium text, campaign text,"
            " platform text, campaign_type text, network text)"
        )
        self.connection.executemany(
            "insert into int_channel_tuples values (?, lower(trim(?)), lower(trim(?)), "
            "lower(trim(?)), ?, ?, ?)",
            [(number, *row, *[""] * (6 - len(row))) for number, row in enumerate(rows)],
        )
        self.sql.build(self.connection, ("int_channel_rule_matches", "int_channels"))
        found = self.connection.execute(
            "select channel, channel_rule from int_channels order by channel_key"
        )
        return found.fetchall()


@pytest.fixture(scope="module")
def rules() -> Iterator[ChannelRules]:
    made = ChannelRules()
    yield made
    made.connection.close()


def channel(rules: ChannelRules, *row: str) -> str:
    return rules.channels([row])[0][0]


words = st.sampled_from(
    [
        "",
        "(direct)",
        "(none)",
        "(not set)",
        "google",
        "Google ",
        "bing",
        "facebook.com",
        "youtube.com",
        "amazon",
        "newsletter",
        "email",
        "E-mail",
        "e_mail",
        "sms",
        "firebase",
        "cpc",
        "CPM",
        "ppc",
        "paid_social",
        "retargeting",
        "display",
        "banner",
        "interstitial",
        "organic",
        "referral",
        "app",
        "link",
        "social",
        "social-media",
        "sm",
        "video",
        "affiliate",
        "audio",
        "web push",
        "mobile-banner",
        "push notification",
        "ai-assistant",
        "chatgpt.com",
    ]
)
campaigns = st.sampled_from(
    ["", "spring", "Shopping UK", "workshop", "e-shop", "eshop", "x cross-network y", "bookshop"]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(words, words, campaigns), min_size=1, max_size=60))
def test_the_seed_says_what_the_specification_says(
    rules: ChannelRules, rows: list[tuple[str, str, str]]
) -> None:
    expected = [manual_channel(*row, CATEGORIES) for row in rows]
    assert [found for found, _ in rules.channels(rows)] == expected


def test_every_source_of_the_category_sheet(rules: ChannelRules) -> None:
    rows = [(source, medium, "") for source in CATEGORIES for medium in ("cpc", "referral")]
    assert [found for found, _ in rules.channels(rows)] == [
        manual_channel(*row, CATEGORIES) for row in rows
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # Where Snowplow's default rules go astray.
        (("partner", "cpm", ""), "Display"),
        (("partner", "social-media", ""), "Organic Social"),
        (("partner", "interstitial", ""), "Display"),
        (("", "", ""), "Direct"),
        (("google", "cross-network", ""), "Organic Search"),
        (("google", "cpc", "cross-network"), "Cross-network"),
        # A link tagged with a campaign alone.
        (("", "", "spring"), "Unassigned"),
        (("(not set)", "(not set)", "spring"), "Unassigned"),
        # Our own channels stand before Referral.
        (("g2.com", "referral", ""), "Review sites"),
        (("anything", "review", ""), "Review sites"),
        (("offline", "event", "Trade Show Q1"), "Offline"),
        (("+441632960001", "phone", ""), "Phone"),
        (("chatgpt.com", "ai-assistant", ""), "AI Assistant"),
        (("chatgpt.com", "cpc", ""), "Paid Other"),
        # Ad traffic whose campaign is known goes by type and network.
        (("google", "cpc", "brand", "google_ads", "search", "search"), "Paid Search"),
        (("google", "cpc", "brand", "google_ads", "search", "content"), "Display"),
        (("google", "cpc", "brand", "google_ads", "video", "youtube_watch"), "Paid Video"),
        (("google", "cpc", "brand", "google_ads", "performance_max", "mixed"), "Cross-network"),
        (("google", "cpc", "brand", "google_ads", "search", ""), "Paid Search"),
        (("facebook", "cpc", "brand", "meta_ads", "", ""), "Paid Social"),
        (("google", "cpc", "brand", "google_ads", "", ""), "Paid Search"),
    ],
)
def test_channel(rules: ChannelRules, row: tuple[str, ...], expected: str) -> None:
    assert channel(rules, *row) == expected


def test_the_rule_that_decided_is_named(rules: ChannelRules) -> None:
    assert rules.channels([("google", "cpc", "")]) == [("Paid Search", "paid search")]
