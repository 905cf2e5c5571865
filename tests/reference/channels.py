"""Channel groups (§1.4, §1.10 Own channels): plain conditions, the first that holds wins."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

from tests.reference.urls import SEEDS, listed

PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
SHOP = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
EMAIL = {"email", "e-mail", "e_mail", "e mail"}
SOCIAL = {"social", "social-network", "social-media", "sm", "social network", "social media"}
DISPLAY = {"display", "banner", "expandable", "interstitial", "cpm"}
REFERRAL = {"referral", "app", "link"}
# §1.10 Paid, for first_paid and last_paid.
PAID_CHANNELS = {
    "Cross-network", "Display", "Paid Shopping", "Paid Search", "Paid Social", "Paid Video",
    "Paid Other",
}  # fmt: skip
Rule = tuple[str, Callable[[], object]]


def channel(source: str, medium: str, campaign: str) -> str:
    """§1.4: the channel of source, medium and campaign (case-insensitive, trimmed)."""
    texts = [(text or "").strip().lower() for text in (source, medium, campaign)]
    return next((name for name, holds in _rules(*texts) if holds()), "Unassigned")


def _rules(source: str, medium: str, campaign: str) -> Iterator[Rule]:
    kind = listed("source_categories", "source", "source_category").get(source)
    review = source in listed("review_sites", "host")
    paid = bool(PAID.match(medium))
    shop = kind == "shopping" or bool(SHOP.match(campaign))
    yield "Direct", lambda: source == "(direct)" and medium in {"(not set)", "(none)"}
    yield "Direct", lambda: not (source or medium or campaign)
    yield "Cross-network", lambda: "cross-network" in campaign
    yield "Paid Shopping", lambda: shop and paid
    yield "Paid Search", lambda: kind == "search" and paid
    yield "Paid Social", lambda: kind == "social" and paid
    yield "Paid Video", lambda: kind == "video" and paid
    yield "Display", lambda: medium in DISPLAY
    yield "Paid Other", lambda: paid
    yield "AI Assistant", lambda: medium == "ai-assistant"
    yield "Organic Shopping", lambda: shop
    yield "Organic Social", lambda: kind == "social" or medium in SOCIAL
    yield "Organic Video", lambda: kind == "video" or "video" in medium
    yield "Organic Search", lambda: kind == "search" or medium == "organic"
    yield "Review sites", lambda: medium == "review"
    yield "Review sites", lambda: review and medium in REFERRAL | {"(not set)"}
    yield "Offline", lambda: "offline" in (source, medium)
    yield "Phone", lambda: medium in {"phone", "call"}
    yield "Referral", lambda: medium in REFERRAL
    yield "Email", lambda: source in EMAIL or medium in EMAIL
    yield "Affiliates", lambda: medium == "affiliate"
    yield "Audio", lambda: medium == "audio"
    yield "SMS", lambda: "sms" in (source, medium)
    yield (
        "Mobile Push Notifications",
        lambda: medium.endswith("push") or "mobile" in medium or "notification" in medium,
    )
    yield "Mobile Push Notifications", lambda: source == "firebase"


def ad_channel(platform: str, campaign_type: str | None, network: str | None) -> str | None:
    """§1.4: traffic of a known campaign goes by its type and network; None where no row fits."""
    with (SEEDS / "ad_network_channels.csv").open(encoding="utf-8") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: int(row["rule_order"]))
    known = {"campaign_type": (campaign_type or "").lower(), "network": (network or "").lower()}
    return next(
        (
            row["channel"]
            for row in rows
            if row["platform"] == platform
            and all(not row[name] or row[name] == value for name, value in known.items())
        ),
        None,
    )
