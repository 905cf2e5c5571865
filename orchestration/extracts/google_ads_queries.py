"""What is asked of Google Ads: columns by their query field.

Fields and limits as documented for API v26 (read 2026-11). `cost_micros` stays in micros here;
staging divides. Removed entities are wanted, so no query filters on status.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

DAYS_PER_QUERY = 31  # keeps one answer small enough to hold in memory

CUSTOMER_COLUMNS = {
    "customer_id": "customer.id",
    "descriptive_name": "customer.descriptive_name",
    "currency_code": "customer.currency_code",
    "time_zone": "customer.time_zone",
    "auto_tagging_enabled": "customer.auto_tagging_enabled",
    "is_manager": "customer.manager",
}

_CAMPAIGN_ID = {"campaign_id": "campaign.id"}
_CAMPAIGN = {
    **_CAMPAIGN_ID,
    "campaign_name": "campaign.name",
    "advertising_channel_type": "campaign.advertising_channel_type",
}
_AD_GROUP_ID = {"ad_group_id": "ad_group.id"}
_AD_GROUP = {**_AD_GROUP_ID, "ad_group_name": "ad_group.name"}
_AD = {
    "ad_id": "ad_group_ad.ad.id",
    "ad_name": "ad_group_ad.ad.name",
    "final_url": "ad_group_ad.ad.final_urls",
}
_KEYWORD = {
    "criterion_id": "ad_group_criterion.criterion_id",
    "keyword_text": "ad_group_criterion.keyword.text",
    "match_type": "ad_group_criterion.keyword.match_type",
}

# Table → resource and columns.
ENTITIES = {
    "campaigns": ("campaign", {**_CAMPAIGN, "status": "campaign.status"}),
    "ad_groups": ("ad_group", {**_CAMPAIGN_ID, **_AD_GROUP, "status": "ad_group.status"}),
    "ads": (
        "ad_group_ad",
        {**_AD_GROUP_ID, **_AD, "status": "ad_group_ad.status"},
    ),
    "keywords": (
        "ad_group_criterion",
        {**_AD_GROUP_ID, **_KEYWORD, "status": "ad_group_criterion.status"},
    ),
}

_DAY = {"report_date": "segments.date"}
_SPLITS = {"device": "segments.device", "ad_network_type": "segments.ad_network_type"}
FIGURES = {
    "impressions": "metrics.impressions",
    "clicks": "metrics.clicks",
    "cost_micros": "metrics.cost_micros",
    "conversions": "metrics.conversions",
    "conversions_value": "metrics.conversions_value",
}

# Level → resource and columns. Performance Max has no rows below the campaign level.
LEVELS = {
    "campaign": ("campaign", {**_DAY, **_CAMPAIGN, **_SPLITS, **FIGURES}),
    "ad_group": ("ad_group", {**_DAY, **_CAMPAIGN, **_AD_GROUP, **_SPLITS, **FIGURES}),
    "ad": ("ad_group_ad", {**_DAY, **_CAMPAIGN, **_AD_GROUP, **_AD, **_SPLITS, **FIGURES}),
    "keyword": (
        "keyword_view",
        {**_DAY, **_CAMPAIGN, **_AD_GROUP, **_KEYWORD, **_SPLITS, **FIGURES},
    ),
}

CLICK_COLUMNS = {
    "gclid": "click_view.gclid",
    "click_date": "segments.date",
    **_CAMPAIGN,
    **_AD_GROUP,
    "ad_group_ad": "click_view.ad_group_ad",
    "keyword": "click_view.keyword",
    "keyword_text": "click_view.keyword_info.text",
    "match_type": "click_view.keyword_info.match_type",
    "page_number": "click_view.page_number",
    "ad_network_type": "segments.ad_network_type",
    "click_type": "segments.click_type",
    "slot": "segments.slot",
    "device": "segments.device",
}

_FILTERS = {"ad_group_criterion": "ad_group_criterion.type = 'KEYWORD'"}


def query(resource: str, columns: Mapping[str, str], days: tuple[date, date] | None) -> str:
    """One query in the vendor's language; days in order, so that whole days arrive together."""
    conditions = [_FILTERS[resource]] if resource in _FILTERS and days is None else []
    if days is not None and days[0] == days[1]:
        conditions.append(f"segments.date = '{days[0]}'")
    elif days is not None:
        conditions.append(f"segments.date BETWEEN '{days[0]}' AND '{days[1]}'")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = " ORDER BY segments.date" if days is not None else ""
    return f"SELECT {', '.join(columns.values())} FROM {resource}{where}{order}"


def key_of(columns: Mapping[str, str]) -> tuple[str, ...]:
    """What tells rows of a customer apart: ids, and day, device and network where split."""
    parts = ("report_date", "device", "ad_network_type")
    return ("customer_id", *(c for c in columns if c.endswith("_id") or c in parts))


def answer_paths(columns: Mapping[str, str]) -> dict[str, str]:
    """Where each column stands in the answer: the fields of the query in camel case."""
    return {column: _camel(path) for column, path in columns.items()}


def last_id(resource_name: Any) -> str | None:
    """The last id of a resource name: `customers/1/adGroupAds/2~3` → `3`."""
    return str(resource_name).rsplit("~", 1)[-1] if resource_name else None


def _camel(path: str) -> str:
    return ".".join(
        head + "".join(word.capitalize() for word in tail)
        for head, *tail in (step.split("_") for step in path.split("."))
    )
