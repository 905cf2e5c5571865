"""Which channel a visit gets, and why: the models of the nightly build, run on one landing.

Nothing of a warehouse is read, so a click id is never resolved to its ad here, and the answer
says so.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.rules.project_sql import ProjectSql

PROJECT_DIR = Path(__file__).resolve().parents[2]

SEEDS = (
    "ad_network_channels",
    "ai_assistants",
    "channel_rules",
    "channels",
    "click_id_parameters",
    "mail_providers",
    "own_hosts",
    "payment_referrers",
    "public_suffixes",
    "review_sites",
    "search_engines",
    "social_networks",
    "source_categories",
    "tracking_numbers",
)

# The same for every landing: built once.
LIST_MODELS = ("int_listed_hosts", "int_platform_sources")

# From the landing to its channel, in the order of the build.
MODELS = (
    "int_query_parameters",
    "int_landing_queries",
    "int_pages",
    "int_referrers",
    "int_referrer_sources",
    "int_tagged_queries",
    "int_session_marks",
    "int_campaign_openings",
    "int_sessions_cut",
    "int_interaction_evidence",
    "int_source_evidence",
    "int_sources_resolved",
    "int_sources_named",
    "int_ad_spend_sources",
    "int_channel_tuples",
    "int_channel_rule_matches",
    "int_channels",
)

# What the models read and one landing does not have.
EMPTY_TABLES = {
    "int_ad_clicks_unioned": "platform, click_id, account_id, campaign_id, campaign_name,"
    " campaign_type, network,"
    " ad_group_id, ad_group_name, ad_id, ad_name, keyword, match_type",
    "int_campaigns": "platform, campaign_id, account_id, campaign_name, campaign_type, "
    "account_time_zone",
    "int_ad_spend": "platform, campaign_id, campaign_name, campaign_type, network_name",
    "int_calls": "call_id, tracking_number, started_at, country, landing_page_url, "
    "referrer_url, click_id,"
    " click_id_parameter, source, medium, campaign, keyword",
    "int_form_submissions": "submission_id, submitted_at, country, page_url, click_id, "
    "click_id_parameter",
    "int_chats": "chat_id, started_at, country, page_url",
    "int_email_clicks": "click_id, clicked_at, link_url, campaign",
    "int_visitor_persons": "visitor_id, person_id, valid_from, valid_to, segment_number",
}

LANDING = """
create or replace table int_events_unioned as
select
    nullif(split_part($url, '?', 1), '') as page,
    split_part(split_part($url, '#', 1), '?', 2) as marketing_query,
    nullif(split_part($referrer, '?', 1), '') as referrer
"""

# As int_marketing_queries and int_session_candidates have them for a visitor's only event.
INPUTS = """
create or replace table int_marketing_queries as
select {query_key} as query_key, marketing_query
from int_events_unioned
where marketing_query <> '';

create or replace table int_session_candidates as
select
    'visitor' as visitor_id, 'event' as event_id, timestamp '2026-01-01 00:00:00' as event_at,
    1 as event_number, 1 as page_view_number,
    cast(null as timestamp) as previous_at,
    true as is_page_view, true as is_opening, false as is_handover, true as is_last,
    {page_key} as page_key,
    case when marketing_query <> '' then {query_key} end as query_key,
    case
        when split_part(referrer, '/', 3) <> split_part(page, '/', 3) then {referrer_key}
    end as referrer_key,
    cast(null as varchar) as country
from int_events_unioned;
"""

ANSWER = """
select
    channels.channel, channels.channel_rule, channels.is_paid, sources.evidence, sources.source,
    sources.medium, sources.campaign, sources.click_id, sources.click_id_parameter,
    sources.referrer_host
from int_sources_named as sources
inner join int_channels as channels on sources.channel_key = channels.channel_key
"""

REASONS = {
    "click_id_resolved": "the click id names an ad that the platform reports",
    "campaign_id_resolved": "the landing names a campaign that the platform reports",
    "utm": "the link is tagged",
    "click_id": "the link carries a paid click id; once the platform reports that click, "
    "its campaign and network decide",
    "ai_assistant": "the referrer is on the list of AI assistants",
    "referrer": "the referrer is the only evidence",
    "none": "no tag, no paid click id and no referrer from elsewhere",
}


@dataclass(frozen=True)
class ChannelExplanation:
    """What one landing is worth to the rules. Empty text where nothing is known."""

    channel: str
    channel_rule: str
    is_paid: bool
    evidence: str
    source: str
    medium: str
    campaign: str
    click_id: str
    click_id_parameter: str
    referrer_host: str
    why: str

    def __str__(self) -> str:
        lines = [
            f"channel   {self.channel}{' (paid)' if self.is_paid else ''}",
            f"rule      {self.channel_rule}",
            f"source    {self.source} / {self.medium}"
            + (f" / {self.campaign}" if self.campaign else ""),
            f"evidence  {self.evidence}: {self.why}",
        ]
        if self.click_id:
            lines.append(f"click     {self.click_id_parameter}={self.click_id}")
        if self.referrer_host:
            lines.append(f"referrer  {self.referrer_host}")
        return "\n".join(lines)


class ChannelExplainer:
    """Answers for many landings over one loading of the seeds."""

    def __init__(self, project_dir: Path = PROJECT_DIR) -> None:
        self.sql = ProjectSql(project_dir)
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("set TimeZone = 'UTC'")
        self.sql.load_seeds(self.connection, SEEDS)
        for table, columns in EMPTY_TABLES.items():
            typed = ", ".join(
                f"{column.strip()} {_type(column.strip())}" for column in columns.split(",")
            )
            self.connection.execute(f"create table {table} ({typed})")
        self.sql.build(self.connection, LIST_MODELS)

    def explain(self, url: str, referrer: str | None = None) -> ChannelExplanation:
        """The channel of a visitor's first page at `url`, coming from the page `referrer`."""
        if not url.strip():
            raise ValueError("a landing needs a URL")
        self.connection.execute(LANDING, {"url": url.strip(), "referrer": (referrer or "").strip()})
        keys = {f"{name}_key": self.sql.macro("row_key", column) for name, column in _KEYED.items()}
        self.connection.execute(INPUTS.format(**keys))
        self.sql.build(self.connection, MODELS)
        answer = self.connection.execute(ANSWER)
        columns = [column[0] for column in answer.description]
        row = dict(zip(columns, answer.fetchone(), strict=True))
        is_paid = row.pop("is_paid")
        texts = {name: value or "" for name, value in row.items()}
        return ChannelExplanation(**texts, is_paid=is_paid, why=REASONS[row["evidence"]])


_KEYED = {"query": "marketing_query", "page": "page", "referrer": "referrer"}


def _type(column: str) -> str:
    if column.endswith("_at") or column in ("valid_from", "valid_to"):
        return "timestamp"
    return "bigint" if column == "segment_number" else "varchar"


def explain_channel(
    url: str, referrer: str | None = None, project_dir: Path = PROJECT_DIR
) -> ChannelExplanation:
    """The channel of one landing, with the rule and the evidence that decided.

    Raises ValueError for an empty URL, and duckdb.Error where a seed cannot be read
    (`headwater validate` says where).
    """
    return ChannelExplainer(project_dir).explain(url, referrer)
