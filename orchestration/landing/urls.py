"""Scrubbing of addresses: what may identify a person is cut, what tells the source is kept.

Kept: scheme, host, path, and of the query the marketing parameters alone. Cut: user and password,
every other parameter, the fragment, and e-mail addresses wherever they stand.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

CLICK_ID_SEED = Path(__file__).resolve().parents[2] / "seeds" / "click_id_parameters.csv"
# Google adds these two beside its click ids; gad_campaignid resolves the campaign.
GOOGLE_AD_PARAMETERS = ("gad_campaignid", "gad_source")
EMAIL_IN_URL = r"[A-Za-z0-9._%+-]+(?:@|%(?:25)?40)[A-Za-z0-9.-]+[.][A-Za-z]{2,}"
CUT_EMAIL = "(email)"


class ClickIdSeedError(RuntimeError):
    """The seed of click id parameters cannot be used; says why and the fix."""


@cache
def marketing_parameters() -> str:
    """A regular expression of the names of parameters that tell where a visit came from."""
    try:
        with CLICK_ID_SEED.open(encoding="utf-8", newline="") as file:
            names = [row["parameter"].strip() for row in csv.DictReader(file)]
    except (OSError, KeyError) as error:
        raise ClickIdSeedError(
            f"{CLICK_ID_SEED.name} cannot be read — {CLICK_ID_SEED} — {error!r}; without it every "
            "click id would be cut out of page addresses — FIX: restore the file with its column "
            "`parameter`"
        ) from error
    wrong = [name for name in names if not re.fullmatch(r"[A-Za-z0-9_-]+", name)]
    if wrong or not names:
        raise ClickIdSeedError(
            f"{', '.join(wrong) or 'no row'} cannot be a parameter name — {CLICK_ID_SEED} — it "
            "would be part of a pattern — FIX: letters, digits, _ and - only"
        )
    return "|".join(("utm_[a-z_]+", *names, *GOOGLE_AD_PARAMETERS))


def scrubbed(url: str) -> str:
    """SQL: the address `url` (a SQL expression) without what may identify a person.

    Cheap tests come first, because most addresses need nothing and there are many of them.
    """
    names = marketing_parameters()
    return f"""case
        when not (contains({url}, '?') or contains({url}, '#')
            or contains({url}, '@') or contains({url}, '%')) then {url}
        when regexp_full_match({url}, '[^?#@%]*[?](?:(?i:{names})=[^&#@%]*&?)+') then {url}
        when contains({url}, '@') or contains({url}, '%40') or contains({url}, '%2540')
            then {_marketing_only(_without_personal(url), names)}
        else {_marketing_only(url, names)}
    end"""


def _marketing_only(url: str, names: str) -> str:
    """SQL: without fragment, and with the marketing parameters of the query alone."""
    base = f"split_part(split_part({url}, '#', 1), '?', 1)"
    query = f"split_part(split_part({url}, '#', 1), '?', 2)"
    kept = (
        f"array_to_string(list_filter(string_split({query}, '&'), lambda part: "
        f"regexp_matches(part, '^(?:amp;)?(?i:{names})=')), '&')"
    )
    return f"""case
        when regexp_matches({url}, '[?&](?:amp;)?(?i:{names})=') then {base} || '?' || {kept}
        else {base} end"""


def _without_personal(url: str) -> str:
    """SQL: without user and password, and with every e-mail address replaced."""
    without_login = f"regexp_replace({url}, '^([a-z]+://)[^/?@]*@', '\\1', 'i')"
    return f"regexp_replace({without_login}, '{EMAIL_IN_URL}', '{CUT_EMAIL}', 'g')"
