"""Beyond the form of a seed: rules that never match, codes and texts that cannot be meant."""

import re
from collections.abc import Iterator

from orchestration.rules.problems import Problem
from orchestration.rules.seed_files import SeedFile, SeedRow

# Ordered rules: the columns that are conditions. An empty condition holds always.
ORDERED_RULES = {
    "channel_rules": ("source_pattern", "source_category", "medium_pattern", "campaign_pattern"),
    "ad_network_channels": ("platform", "campaign_type", "network"),
    "journey_stage_rules": ("reached", "is_advocacy", "channel", "landing_page_pattern"),
}
# Values that are compared with lower-cased text and so must be lower case themselves.
LOWER_CASE = {
    "ad_network_channels": ("platform", "campaign_type", "network"),
    "ai_assistants": ("host",),
    "click_id_parameters": ("parameter", "source", "medium"),
    "crm_stages": ("stage",),
    "declared_sources": ("declared_source",),
    "public_mail_domains": ("domain",),
    "search_engines": ("host",),
    "shared_mailboxes": ("mailbox",),
    "source_categories": ("source",),
}
FORMS = {
    ("currencies", "currency"): (r"[A-Z]{3}", "an ISO 4217 code has three capital letters"),
    ("conversion_values", "currency"): (r"[A-Z]{3}", "an ISO 4217 code has three capital letters"),
    ("shared_mailboxes", "mailbox"): (
        r"[^@+\s]+",
        "only what stands before the @ (and before a +) is compared",
    ),
    ("tracking_numbers", "number"): (
        r"\+[1-9][0-9]{6,14}",
        "a number in E.164 is + and 7 to 15 digits",
    ),
}


def check_rules(seeds: dict[str, SeedFile]) -> Iterator[Problem]:
    """Problems that need the meaning of a seed."""
    for name, conditions in ORDERED_RULES.items():
        if name in seeds:
            yield from _shadowed(seeds[name], conditions)
    for name, columns in LOWER_CASE.items():
        if name in seeds:
            yield from _upper_case(seeds[name], columns)
    yield from _misshapen(seeds)
    yield from _unknown_currencies(seeds)


def _misshapen(seeds: dict[str, SeedFile]) -> Iterator[Problem]:
    for (name, column), (form, why) in FORMS.items():
        for row in _rows(seeds, name):
            value = row.values.get(column, "")
            if value and not re.fullmatch(form, value):
                yield Problem(
                    "E228", f"seeds/{name}.csv", row.line, value, why, f"correct {column}"
                )


def _unknown_currencies(seeds: dict[str, SeedFile]) -> Iterator[Problem]:
    known = set(seeds["currencies"].values("currency")) if "currencies" in seeds else set()
    for row in _rows(seeds, "conversion_values"):
        value = row.values.get("currency", "")
        if value and value not in known:
            yield Problem(
                "E225",
                "seeds/conversion_values.csv",
                row.line,
                value,
                "currency is not in currencies.currency",
                "use an ISO 4217 code, or add it to seeds/currencies.csv with its decimals",
            )


def _rows(seeds: dict[str, SeedFile], name: str) -> list[SeedRow]:
    return seeds[name].rows if name in seeds else []


def _order(row: SeedRow) -> int:
    text = row.values.get("rule_order", "")
    return int(text) if text.removeprefix("-").isdigit() else 0


def _shadowed(seed: SeedFile, conditions: tuple[str, ...]) -> Iterator[Problem]:
    """Rules that never match: an earlier one has each of its conditions empty or the same."""
    ordered = sorted(seed.rows, key=_order)
    for place, row in enumerate(ordered):
        for earlier in ordered[:place]:
            pairs = [
                (earlier.values.get(name, ""), row.values.get(name, "")) for name in conditions
            ]
            if all(first in ("", second) for first, second in pairs):
                label = row.values.get("rule_name") or row.values.get("rule_order", "")
                yield Problem(
                    "E229",
                    f"seeds/{seed.path.name}",
                    row.line,
                    label,
                    f"the rule in line {earlier.line} comes first and matches whatever "
                    f"this one does",
                    "give this rule the smaller rule_order, or remove it",
                    blocks=False,
                )
                break


def _upper_case(seed: SeedFile, columns: tuple[str, ...]) -> Iterator[Problem]:
    for row in seed.rows:
        for column in columns:
            value = row.values.get(column, "")
            if value != value.lower():
                yield Problem(
                    "E228",
                    f"seeds/{seed.path.name}",
                    row.line,
                    value,
                    f"{column} is compared with lower-case text and would never match",
                    f"write {value.lower()!r}",
                )
