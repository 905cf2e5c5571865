"""Click ids and hashes as they come out of forms, CRMs and spreadsheets, made usable or dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from orchestration.exports.records import ConversionRow

# What forms and CRMs write when they mean "none".
_EMPTY_WORDS = frozenset(
    {"", "null", "none", "undefined", "nan", "n/a", "(not set)", "(none)", "0"}
)
_CLICK_ID = re.compile(r"^[A-Za-z0-9_-]{10,512}$")
_SHA256_HEX = re.compile(r"^[0-9a-f]{64}$")
# The hash of an empty text is a hash, and matches nobody.
_SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
# Text fields of that length have cut what they hold: the click id is not whole.
_CUT_LENGTHS = frozenset({255, 256})


@dataclass(frozen=True)
class Identifiers:
    """What a conversion can be recognised by: at most one click id, and hashes (lower-case hex)."""

    click_parameter: str | None
    click_id: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Whether a platform could match anything."""
        return bool(self.click_id or self.emails or self.phones)


def clean_click_id(text: str | None) -> str | None:
    """The click id without URL encoding and what was copied after it; None if unusable."""
    value = unquote((text or "").strip())
    value = re.split(r"[&#?\s]", value, maxsplit=1)[0]
    if value.lower() in _EMPTY_WORDS or len(value) in _CUT_LENGTHS:
        return None
    return value if _CLICK_ID.match(value) else None


def clean_hash(text: str | None) -> str | None:
    """A SHA-256 in lower-case hex; None for anything else, raw e-mails included."""
    value = (text or "").strip().lower()
    return value if _SHA256_HEX.match(value) and value != _SHA256_OF_NOTHING else None


def identifiers_of(row: ConversionRow, identifiers_max: int) -> Identifiers:
    """The usable identifiers of a row.

    One click id at most: gclid names the click itself, then wbraid (web) and gbraid (app). The
    braids must never go together, and an action that counts one conversion a click takes neither.
    """
    names = ("gclid", "wbraid", "gbraid") if row.action_counting == "many" else ("gclid",)
    parameter, click_id = next(
        ((name, value) for name in names if (value := clean_click_id(getattr(row, name)))),
        (None, None),
    )
    emails = tuple(value for text in row.emails if (value := clean_hash(text)))
    phones = tuple(value for text in row.phones if (value := clean_hash(text)))
    emails = emails[:identifiers_max]
    return Identifiers(parameter, click_id, emails, phones[: identifiers_max - len(emails)])
