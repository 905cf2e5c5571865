"""What a page and a referrer say (§1.2 Session source; §1.10 Half-tagged links, Referrers)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

from tests.reference.records import Row

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# §1.2 Evidence order: whose click it is and what an unresolved one means; earlier ones count first.
PAID_CLICKS = {
    "gclid": ("google_ads", "google", "cpc"),
    "wbraid": ("google_ads", "google", "cpc"),
    "gbraid": ("google_ads", "google", "cpc"),
    "msclkid": ("microsoft_ads", "bing", "cpc"),
    "li_fat_id": ("linkedin_ads", "linkedin", "cpc"),
    "ttclid": ("tiktok_ads", "tiktok", "cpc"),
}
UNPAID_CLICKS = ("fbclid", "igshid")  # §1.2: alone they are not paid
# Page: what trackers write when they have no value.
NOTHING = {"", "null", "none", "undefined", "nan", "(not set)", "(none)"}
TAGS = ("utm_source", "utm_medium", "utm_campaign")


@dataclass(frozen=True)
class Query:
    """The marketing part of an address."""

    click_parameter: str | None = None
    click_id: str | None = None
    gad_campaign: str | None = None
    source: str | None = None
    medium: str | None = None
    campaign: str | None = None

    @property
    def is_paid_click(self) -> bool:
        return self.click_parameter in PAID_CLICKS

    @property
    def tags(self) -> tuple[str, str, str] | None:
        """§1.2 Campaign split: lower-cased source, medium, campaign; None without any."""
        three = (self.source, self.medium, self.campaign)
        return tuple((tag or "").lower() for tag in three) if any(three) else None  # type: ignore[return-value]


@dataclass(frozen=True)
class Referrer:
    """A referring page: the list it is on ("" for any other host), its source and medium."""

    listed: str
    source: str
    medium: str
    is_video: bool = False


def query(row: Row, url: str | None) -> Query:
    """Tags and click id of a row: its own columns, else its address."""
    found: dict[str, str] = {}
    for part in urlsplit(url or "").query.split("&"):
        name, _, value = part.partition("=")
        # utm values are decoded; a click id counts exactly as received.
        text = unquote_plus(value).strip() if name.startswith("utm_") else value.strip()
        if text.lower() not in NOTHING:
            found.setdefault(name.lower(), text)
    for name in (*TAGS, *PAID_CLICKS, *UNPAID_CLICKS, "gad_campaignid"):
        if row[name]:
            found[name] = row[name]
    click = next((name for name in (*PAID_CLICKS, *UNPAID_CLICKS) if name in found), None)
    return Query(
        click,
        found[click] if click else None,
        found.get("gad_campaignid"),
        *(found.get(name) for name in TAGS),
    )


def host(url: str | None) -> str | None:
    """Host of an address, lower case."""
    return (urlsplit(url).hostname or "").lower() or None if url else None


def path(url: str | None) -> str | None:
    """§1.10 Content: the path of the page."""
    return urlsplit(url).path or "/" if url else None


def referrer(url: str | None, page: str | None) -> Referrer | None:
    """§1.10 Referrers: None where it is no evidence, else the first list that has it."""
    name = host(url)
    if name is None or registrable(name) == registrable(host(page) or ""):
        return None
    name = name.removeprefix("www.")
    if on(name, listed("own_hosts", "host")) or on(name, listed("payment_referrers", "host")):
        return None
    return next(found for found in _lists(name) if found is not None)


def _lists(name: str) -> Iterator[Referrer | None]:
    """What each list says of a host, in the order in which they count."""
    assistant = on(name, listed("ai_assistants", "host", "source"))
    yield Referrer("ai_assistant", assistant, "ai-assistant") if assistant else None
    category = listed("source_categories", "source", "source_category").get(name)
    # Page: a host of the search category is organic; one of another category a referral.
    medium = "organic" if category == "search" else "referral"
    yield Referrer("source_category", name, medium, category == "video") if category else None
    engine = listed("search_engines", "host", "source").get(name)
    yield Referrer("search_engine", engine, "organic") if engine else None
    for seed, medium in (
        ("social_networks", "social"), ("review_sites", "review"), ("mail_providers", "email")
    ):  # fmt: skip
        yield Referrer(seed, name, medium) if on(name, listed(seed, "host")) else None
    yield Referrer("", name, "referral")


def registrable(name: str) -> str:
    """Registrable domain of the invented hosts of these tests, whose suffixes have one label."""
    return ".".join(name.split(".")[-2:])


def on(name: str, entries: dict[str, str]) -> str | None:
    """The entry of the host or of a domain above it."""
    labels = name.split(".")
    above = (".".join(labels[place:]) for place in range(len(labels)))
    return next((entries[domain] for domain in above if domain in entries), None)


@cache
def listed(seed: str, key: str, value: str | None = None) -> dict[str, str]:
    """A list that is data: `key` to `value` (to itself without one)."""
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8") as lines:
        return {row[key].lower(): row[value or key].lower() for row in csv.DictReader(lines)}
