"""SEMANTICS 1.4 as plain conditions, to hold the rule seed against. Slow, obvious, and sharing
nothing with the SQL.
"""

import csv
import re
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
SHOP = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
EMAIL = {"email", "e-mail", "e_mail", "e mail"}
SOCIAL = {"social", "social-network", "social-media", "sm", "social network", "social media"}


def source_categories() -> dict[str, str]:
    with (SEEDS / "source_categories.csv").open(encoding="utf-8") as lines:
        return {row["source"]: row["source_category"] for row in csv.DictReader(lines)}


def manual_channel(source: str, medium: str, campaign: str, categories: dict[str, str]) -> str:
    """GA4's rules for manual traffic, with AI Assistant between paid and organic; our other own
    channels aside.
    """
    source, medium, campaign = (text.strip().lower() for text in (source, medium, campaign))
    category = categories.get(source, "")
    paid = bool(PAID.match(medium))
    shop = bool(SHOP.match(campaign))
    tests = (
        ("Direct", source == "(direct)" and medium in ("(not set)", "(none)")),
        ("Direct", not source and not medium and not campaign),
        ("Cross-network", "cross-network" in campaign),
        ("Paid Shopping", (category == "shopping" or shop) and paid),
        ("Paid Search", category == "search" and paid),
        ("Paid Social", category == "social" and paid),
        ("Paid Video", category == "video" and paid),
        ("Display", medium in ("display", "banner", "expandable", "interstitial", "cpm")),
        ("Paid Other", paid),
        ("AI Assistant", medium == "ai-assistant"),
        ("Organic Shopping", category == "shopping" or shop),
        ("Organic Social", category == "social" or medium in SOCIAL),
        ("Organic Video", category == "video" or "video" in medium),
        ("Organic Search", category == "search" or medium == "organic"),
        ("Referral", medium in ("referral", "app", "link")),
        ("Email", source in EMAIL or medium in EMAIL),
        ("Affiliates", medium == "affiliate"),
        ("Audio", medium == "audio"),
        ("SMS", source == "sms" or medium == "sms"),
        (
            "Mobile Push Notifications",
            medium.endswith("push")
            or "mobile" in medium
            or "notification" in medium
            or source == "firebase",
        ),
    )
    return next((channel for channel, holds in tests if holds), "Unassigned")
