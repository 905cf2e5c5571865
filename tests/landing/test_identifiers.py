"""Canonical forms, keys and the ad platforms' hashes, against recorded vectors."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.landing import identifiers
from orchestration.landing.identifiers import (
    Identifiers,
    SecretError,
    canonical_email,
    canonical_phone,
    google_email,
    installation_secret,
)
from orchestration.settings import Settings

VECTORS = Path(__file__).parent / "data" / "identifier_hash_vectors.csv"
IDENTIFIERS = Identifiers(b"one secret of the tests", "GB")


def vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: f"{v['platform']} {v['raw']}")
def test_vendor_hashes_equal_the_vendors_own(vector: dict[str, str]) -> None:
    read = IDENTIFIERS.phone if vector["field"] == "ph" else IDENTIFIERS.email
    identity = read(vector["raw"])
    if vector["expect"] == "reject_or_null":
        assert identity is None
        return
    assert identity is not None
    forms = {"google": identity.sha256_google, "meta": identity.sha256_meta}
    assert forms[vector["platform"]] == vector["sha256"]


def test_googles_form_drops_dots_and_suffix_at_gmail_alone() -> None:
    assert google_email("jane.doe@googlemail.com") == "janedoe@googlemail.com"
    assert google_email("jane.doe+shop@gmail.com") == "janedoe@gmail.com"
    assert google_email("jane.doe+shop@example.org") == "jane.doe+shop@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.org", " Jane@Example.ORG ", "JANE@EXAMPLE.ORG", "mailto:jane@example.org",
        "Jane Doe <jane@example.org>", "jane@example.org\u200b", "\u00a0jane@example.org",
        "jane@example.org.",
    ],
)  # fmt: skip
def test_spellings_of_one_address(text: str) -> None:
    assert canonical_email(text) == "jane@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "@",
        "@b.c",
        "a@b",
        "a@b@c.de",
        "a b@c.de",
        "a@b.c",
        "a@.de",
        "null",
        "a@" + "x" * 260 + ".de",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert canonical_email(text) is None


def test_domains_in_any_script_have_one_form() -> None:
    assert canonical_email("a@bücher.example") == canonical_email("a@xn--bcher-kva.example")
    # A look-alike letter is another address: merging them would let one read the other's journey.
    assert canonical_email("jane@example.org") != canonical_email("j\u0430ne@example.org")


def test_an_address_that_comes_hashed_gets_the_key_of_its_plain_form() -> None:
    plain = IDENTIFIERS.email("mary@test.com")
    digest = "dc9fd7aeec76f0850acc1c9c20d8beca58056307082f798bf35f867341bcde86"
    hashed = IDENTIFIERS.email(digest.upper())
    assert plain is not None and hashed is not None
    assert hashed.key == plain.key
    assert hashed.sha256_meta == plain.sha256_meta == digest


@pytest.mark.parametrize(
    "text", ["info@example.org", "No-Reply@example.org", "sales+eu@example.org"]
)
def test_shared_mailboxes_have_a_key_but_no_vendor_form(text: str) -> None:
    identity = IDENTIFIERS.email(text)
    assert identity is not None and identity.is_shared
    assert (identity.sha256_google, identity.sha256_meta) == (None, None)


def test_the_list_of_shared_mailboxes_is_a_seed_that_people_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = tmp_path / "shared_mailboxes.csv"
    seed.write_text("\ufeffmailbox\nFrontDesk\n", encoding="utf-8")
    monkeypatch.setattr(identifiers, "SHARED_MAILBOX_SEED", seed)
    try:
        identifiers.shared_mailboxes.cache_clear()
        shared = [IDENTIFIERS.email(f"{name}@example.org") for name in ("frontdesk", "info")]
        assert [found.is_shared for found in shared if found] == [True, False]

        seed.unlink()
        identifiers.shared_mailboxes.cache_clear()
        with pytest.raises(identifiers.SharedMailboxSeedError, match="FIX: restore the file"):
            IDENTIFIERS.email("info@example.org")
    finally:
        identifiers.shared_mailboxes.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0018", "+44 (0)20 7946 0018", "0044 20 7946 0018", "+442079460018",
        "442079460018", "020 7946 0018 ext. 12", "020-7946-0018", "(020) 7946 0018",
        "020 7946 0018 / 07700 900123", "tel:+442079460018", "442079460018.0",
    ],
)  # fmt: skip
def test_spellings_of_one_number(text: str) -> None:
    assert canonical_phone(text, "GB") == "+442079460018"


@pytest.mark.parametrize(
    "text", ["", "call me", "1.23E+15", "0000000000", "12345", "00", "(not set)", "07700"]
)
def test_what_is_no_number(text: str) -> None:
    assert canonical_phone(text, "GB") is None


def test_the_region_reads_national_numbers() -> None:
    assert canonical_phone("030 901820", "DE") == "+4930901820"
    assert canonical_phone("(206) 207-2008", "US") == "+12062072008"
    assert canonical_phone("+49 30 901820", "GB") == "+4930901820"


def test_keys_depend_on_the_secret() -> None:
    other = Identifiers(b"another secret", "GB").email("jane@example.org")
    own = IDENTIFIERS.email("jane@example.org")
    assert own is not None and other is not None
    assert own.key != other.key
    assert len(own.key) == 32


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_canonical_forms_are_fixed_points(text: str) -> None:
    email = canonical_email(text)
    assert email is None or canonical_email(email) == email
    phone = canonical_phone(text, "GB")
    assert phone is None or canonical_phone(phone, "US") == phone


def test_the_secret_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    first = installation_secret(settings)
    path = tmp_path / "home" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert installation_secret(settings) == first
    assert len(first) >= 64


def test_a_damaged_secret_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(SecretError, match=r"secret\.key holds no secret.*FIX: restore it"):
        installation_secret(Settings(home=tmp_path))
