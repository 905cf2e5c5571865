"""E-mails and phones: canonical form, keyed hash, and the ad platforms' own hashes.

The key is an HMAC with a secret of this installation, because a plain hash of a phone number is
reversed in minutes. An address that arrives already hashed (SHA-256, as many exports have it)
gets the key that its plain form would get: the HMAC is taken over the SHA-256 of the canonical
form.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers

if TYPE_CHECKING:
    from orchestration.settings import Settings

GMAIL_DOMAINS = ("gmail.com", "googlemail.com")
SHARED_MAILBOX_SEED = Path(__file__).resolve().parents[2] / "seeds" / "shared_mailboxes.csv"
MAX_EMAIL_LENGTH = 254
MIN_DISTINCT_DIGITS = 3  # 0000000000 and 1111111 are typed to get past a form
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]{2,}")
_DISPLAY_FORM = re.compile(r"[^<>]*<([^<>]+)>")
_TOMBSTONE = re.compile(r"erased-[0-9a-f]{24}(?:@\S+)?")
_HASHED = re.compile(r"[0-9a-fA-F]{64}")
_SEVERAL = re.compile(r"[;,|/]|\bor\b|\band\b", re.IGNORECASE)
_PHONE_TEXT = re.compile(
    r"\s*(?:tel\.?:?)?[-+()./\s\d]*\d[-+()./\s\d]*(?:(?:ext|x|#)[.:\s]*\d+)?\s*", re.IGNORECASE
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class SharedMailboxSeedError(RuntimeError):
    """The list of shared mailboxes cannot be used; says why and the fix."""


class SecretError(RuntimeError):
    """The installation's secret cannot be used; says why and the fix."""


@dataclass(frozen=True)
class Identity:
    """One identifier: its key here, and its hashes there.

    The vendor forms are None for shared and test mailboxes: nobody must be matched by them.
    """

    kind: str
    key: str
    domain: str | None = None
    sha256_google: str | None = None
    sha256_meta: str | None = None
    is_shared: bool = False


@dataclass(frozen=True)
class Identifiers:
    """Turns raw e-mails and phones into identities, with this installation's secret."""

    secret: bytes
    default_region: str

    @classmethod
    def load(cls, settings: Settings) -> Identifiers:
        """With the secret from the settings or from `secret.key`, which is made on first use."""
        return cls(installation_secret(settings), settings.default_phone_region)

    def email(self, value: str) -> Identity | None:
        """The identity of an e-mail address, or of the SHA-256 of one; None if it is neither."""
        text = value.strip()
        if is_tombstone(text):
            token, _, domain = text.partition("@")
            return Identity("email", token, domain or None)
        if _HASHED.fullmatch(text):
            digest = text.lower()
            return Identity("email", self._key(digest), None, digest, digest)
        address = canonical_email(text)
        if address is None:
            return None
        local, domain = address.split("@")
        shared = local.split("+")[0] in shared_mailboxes()
        return Identity(
            kind="email",
            key=self._key(_sha256(address)),
            domain=domain,
            sha256_google=None if shared else _sha256(google_email(address)),
            sha256_meta=None if shared else _sha256(address),
            is_shared=shared,
        )

    def phone(self, value: str) -> Identity | None:
        """The identity of a phone number, or None if no valid number can be read."""
        if is_tombstone(value):
            return Identity("phone", value)
        number = canonical_phone(value, self.default_region)
        if number is None:
            return None
        return Identity(
            kind="phone",
            key=self._key(_sha256(number)),
            sha256_google=_sha256(number),
            sha256_meta=_sha256(number.removeprefix("+")),
        )

    def _key(self, digest: str) -> str:
        return hmac.new(self.secret, digest.encode(), hashlib.sha256).hexdigest()[:32]


@cache
def shared_mailboxes() -> frozenset[str]:
    """Mailboxes (before the @) that many people share, and test entries: no evidence of a person.

    The door reads the seed itself: behind it there are no addresses left to compare.
    Raises SharedMailboxSeedError when it cannot be read.
    """
    try:
        with SHARED_MAILBOX_SEED.open(encoding="utf-8-sig", newline="") as file:
            return frozenset(row["mailbox"].strip().lower() for row in csv.DictReader(file))
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise SharedMailboxSeedError(
            f"the list of shared mailboxes cannot be read — {SHARED_MAILBOX_SEED} — {error!r}; "
            "without it everybody behind info@ would be one person — FIX: restore the file with "
            "its column `mailbox`"
        ) from error


def is_tombstone(value: str) -> bool:
    """Whether a text is what an erasure left of an address (its domain may stand behind it)."""
    return bool(_TOMBSTONE.fullmatch(value))


def canonical_email(value: str) -> str | None:
    """Lower case, without spaces around, domain in ASCII; None if it is no address.

    >>> canonical_email(" Jane Doe <Jane.Doe@Example.COM> ")
    'jane.doe@example.com'
    """
    text = value.translate(_INVISIBLE).strip()
    if shown := _DISPLAY_FORM.fullmatch(text):
        text = shown[1].strip()
    text = text.lower().removeprefix("mailto:").rstrip(".")
    if len(text) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(text):
        return None
    local, domain = text.split("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None


def google_email(address: str) -> str:
    """Google's form: dots and +suffix of the local part go, at Gmail's two domains only."""
    local, domain = address.split("@")
    if domain in GMAIL_DOMAINS:
        local = local.split("+")[0].replace(".", "")
    return f"{local}@{domain}"


def canonical_phone(value: str, region: str) -> str | None:
    """E.164 of the first number in the text, read in `region` unless it is international.

    A number that the numbering plan knows is preferred to one that merely has a possible length
    (plans grow faster than any library's copy of them).

    >>> canonical_phone("+44 (0)20 7946 0018", "GB")
    '+442079460018'
    """
    texts = [text for text in (value, *_SEVERAL.split(value)) if _PHONE_TEXT.fullmatch(text)]
    numbers = [number for text in texts for number in _readings(text, region)]
    for accepts in (phonenumbers.is_valid_number, _is_possible):
        for number in numbers:
            if accepts(number) and len(set(str(number.national_number))) >= MIN_DISTINCT_DIGITS:
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _is_possible(number: phonenumbers.PhoneNumber) -> bool:
    verdict = phonenumbers.is_possible_number_with_reason(number)
    return bool(verdict == phonenumbers.ValidationResult.IS_POSSIBLE)


def _readings(text: str, region: str) -> list[phonenumbers.PhoneNumber]:
    """The number as dialled in the region, then as international digits without their plus."""
    digits = re.sub(r"[^0-9]", "", text.removesuffix(".0"))  # spreadsheets make floats of numbers
    readings = []
    for candidate in (text.removesuffix(".0"), f"+{digits}"):
        with suppress(phonenumbers.NumberParseException):
            readings.append(phonenumbers.parse(candidate, region))
    return readings


def installation_secret(settings: Settings) -> bytes:
    """The secret of this installation; losing it cuts the ties to everything hashed before."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = Path(settings.home) / "secret.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        text = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SecretError(
            f"{path.name} cannot be read or made — {path} — {error.strerror} — "
            "FIX: give this user access to it, or set HEADWATER_SECRET"
        ) from error
    if len(text) < 32:
        raise SecretError(
            f"{path.name} holds no secret — {path} — it is {len(text)} characters long, 32 are "
            "needed — FIX: restore it from the backup; a new one would make every known person a "
            "stranger"
        )
    return text.encode()


def _write_once(path: Path, content: str) -> None:
    """Appear whole or not at all, and never replace a file that another process has made."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
