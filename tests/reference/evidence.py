"""Where a touch came from: evidence, weighed (§1.2 Session source, Evidence order; §1.10)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from tests.reference.channels import PAID_CHANNELS, ad_channel, channel
from tests.reference.records import Landed, Row
from tests.reference.urls import PAID_CLICKS, SEEDS, Query, Referrer


@dataclass(frozen=True)
class Source:
    """What the marts say of a touch's origin."""

    evidence: str
    source: str
    medium: str
    campaign: str | None
    channel: str
    click_id: str | None = None

    @property
    def is_direct(self) -> bool:
        return self.channel == "Direct"

    @property
    def is_paid(self) -> bool:
        return self.channel in PAID_CHANNELS


@dataclass(frozen=True)
class Ad:
    """The campaign behind a click."""

    platform: str
    name: str | None
    campaign_type: str | None
    network: str | None = None


class Ads:
    """§1.2 Evidence order 1: clicks and campaigns that the ad platform explains."""

    def __init__(self, landed: Landed) -> None:
        self._campaigns: dict[tuple[str, str], Ad] = {}
        for row in (*landed["ad_performance"], *landed["ad_clicks"]):
            if row["campaign_id"]:
                ad = Ad(row["platform"], row["campaign_name"], row["campaign_type"])
                self._campaigns.setdefault((row["platform"], row["campaign_id"]), ad)
        self._clicks = {(row["platform"], row["click_id"]): row for row in landed["ad_clicks"]}

    def behind(self, query: Query) -> tuple[str, Ad] | None:
        """The kind of evidence and the ad, by the click id, else by `gad_campaignid`."""
        row: Row | None = None
        if query.is_paid_click:
            platform = PAID_CLICKS[query.click_parameter or ""][0]
            row = self._clicks.get((platform, query.click_id or ""))
        if row is not None and query.click_parameter:
            known = self._campaigns.get((row["platform"], row["campaign_id"]))
            return "click_id_resolved", Ad(
                row["platform"],
                row["campaign_name"] or (known.name if known else None),
                row["campaign_type"] or (known.campaign_type if known else None),
                row["network"],
            )
        ad = self._campaigns.get(("google_ads", query.gad_campaign or ""))
        return ("campaign_id_resolved", ad) if ad else None


def is_evidence(query: Query, referrer: Referrer | None, ads: Ads) -> bool:
    """§1.2 Session source: whether an event tells anything."""
    return bool(query.is_paid_click or query.tags or referrer or ads.behind(query))


def weigh(
    query: Query,
    referrer: Referrer | None,
    ads: Ads,
    default: tuple[str, str] = ("(direct)", "(none)"),
    number: tuple[str, str | None, str | None, str | None] | None = None,
) -> Source:
    """§1.2 Evidence order. `number`: source, medium, campaign, channel of a tracked number."""
    click = PAID_CLICKS[query.click_parameter or ""] if query.is_paid_click else None
    paid_source = (referrer.source if referrer and referrer.is_video else click[1]) if click else ""
    if resolved := ads.behind(query):
        kind, ad = resolved
        _, source, medium = next(row for row in PAID_CLICKS.values() if row[0] == ad.platform)
        fits = ad_channel(ad.platform, ad.campaign_type, ad.network)
        name = ad.name
        return _made(kind, source, medium, name, query, fits)
    if number:
        # Page: a tracked number ranks after an explained click.
        source, number_medium, campaign, fixed = number
        return _made("tracked_number", source, number_medium or "phone", campaign, query, fixed)
    # §1.2: an unresolved paid click beats `organic` and empty tags, nothing else.
    empty = not (query.source or query.medium) or (query.medium or "").lower() == "organic"
    if click and empty:
        return _made("click_id", paid_source, click[2], query.campaign, query)
    if query.tags:
        source = query.source or paid_source or (referrer.source if referrer else "(not set)")
        medium = query.medium or _missing_medium(source, click, default)
        return _made("utm", source, medium, query.campaign, query)
    if referrer:
        kind = "ai_assistant" if referrer.listed == "ai_assistant" else "referrer"
        return _made(kind, referrer.source, referrer.medium, None, query)
    return _made("none", *default, None, query)


def _missing_medium(source: str, click: tuple | None, default: tuple[str, str]) -> str:
    """§1.10 Half-tagged links."""
    if click:
        return str(click[2])
    if source.lower() in _assistants():
        return "ai-assistant"
    return "phone" if default[1] == "phone" else "(not set)"


def _made(
    kind: str,
    source: str,
    medium: str,
    campaign: str | None,
    query: Query,
    fixed: str | None = None,
) -> Source:
    source, medium = source.lower(), medium.lower()
    name = fixed or channel(source, medium, campaign or "")
    return Source(kind, source, medium, campaign, name, query.click_id)


@cache
def _assistants() -> frozenset[str]:
    with (SEEDS / "ai_assistants.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return frozenset(row[name].lower() for row in rows for name in ("source", "host", "assistant"))
