"""Every gate, its reason and its order (FAULTS B: identifiers, time, money, business)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from orchestration.exports.errors import ExportConfigurationError
from orchestration.exports.gates import GateContext, pass_gates
from orchestration.exports.identifiers import clean_click_id, clean_hash, identifiers_of
from orchestration.exports.policies import GOOGLE_DATA_MANAGER, currency_exponent, with_rules
from tests.exports.support import JOHN, JOHN_EMAIL, NOW, conversion

WBRAID = "CjkKCQiAwbraid_0001"


def verdict(row, was_sent=False, now=NOW):
    found = pass_gates(row, GateContext(policy=GOOGLE_DATA_MANAGER, now=now), was_sent=was_sent)
    return found.reason if found else None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"action_id": " "}, "action_not_configured"),
        ({"status": "void", "value_minor": 0}, "void_before_send"),
        ({"conversion_key": "sale:john@example.com"}, "key_holds_personal_data"),
        ({"value_minor": None}, "amount_invalid"),
        ({"value_minor": -1}, "amount_invalid"),
        ({"value_minor": 0}, None),
        ({"value_minor": 10**12}, "amount_implausible"),
        ({"currency": "gbp"}, "currency_invalid"),
        ({"currency": None}, "currency_invalid"),
        ({"consent_ad_user_data": "denied", "country": "US"}, "consent_denied_at_conversion"),
        ({"consent_ad_user_data_at_click": "denied"}, "consent_denied_at_click"),
        ({"consent_ad_user_data_at_click": "unknown"}, "consent_not_granted_at_click"),
        ({"consent_ad_user_data": "unknown", "country": "CH"}, "consent_not_granted_at_conversion"),
        ({"consent_ad_user_data": "unknown", "country": None}, "consent_not_granted_at_conversion"),
        ({"consent_ad_user_data": "unknown", "country": "uk"}, "consent_not_granted_at_conversion"),
        ({"consent_ad_user_data": "unknown", "country": "US"}, None),
        ({"gclid": "null", "email_sha256": None}, "no_usable_identifier"),
        ({"gclid": None, "email_sha256": "john@example.com"}, "no_usable_identifier"),
        ({"gclid": None, "wbraid": WBRAID, "email_sha256": None}, "braid_needs_many_per_click"),
        ({"gclid": None, "wbraid": WBRAID, "action_counting": "many"}, None),
        ({"event_at": JOHN.click_at - timedelta(seconds=1)}, "conversion_before_click"),
        ({"event_at": NOW + timedelta(minutes=9)}, None),
        ({"event_at": NOW + timedelta(minutes=11)}, "event_in_future"),
        ({"event_at": datetime(1970, 1, 1), "click_at": None}, "event_too_old"),
        ({"click_window_days": 7}, "click_out_of_window"),
        ({"click_at": NOW - timedelta(hours=5), "event_at": NOW}, "click_too_recent"),
    ],
)
def test_reason(changes, reason):
    assert verdict(replace(JOHN, **changes)) == reason


def test_windows_have_a_margin():
    """A click of exactly the window's age must not tip over while a run crosses midnight."""
    click_at = JOHN.event_at - timedelta(days=90)
    assert verdict(replace(JOHN, click_at=click_at)) == "click_out_of_window"
    assert verdict(replace(JOHN, click_at=click_at + timedelta(hours=1))) is None


def test_hashed_identifiers_have_a_shorter_window():
    by_email = replace(JOHN, gclid=None, click_at=None)
    old = JOHN.event_at + timedelta(days=64)
    assert (verdict(by_email, now=old), verdict(JOHN, now=old)) == ("event_too_old", None)


def test_the_same_deal_in_two_crms_is_sent_once():
    context = GateContext(policy=GOOGLE_DATA_MANAGER, now=NOW)
    other = replace(JOHN, conversion_key="sale:salesforce:77:1", source_system="salesforce")
    twin = replace(JOHN, conversion_key="sale:hubspot:deal-twin:1")
    found = [pass_gates(row, context, was_sent=False) for row in (JOHN, other, twin)]
    assert [each and each.reason for each in found] == [None, "duplicate_of_other_source", None]


def test_a_correction_needs_no_second_look():
    void = replace(JOHN, status="void", value_minor=0, click_at=JOHN.event_at + timedelta(days=1))
    assert verdict(void, was_sent=True) is None
    assert verdict(replace(void, consent_ad_user_data="denied"), was_sent=True) is not None


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Cj0KCQiA-abc_DEF123", "Cj0KCQiA-abc_DEF123"),
        (" Cj0KCQiA-abc_DEF123 ", "Cj0KCQiA-abc_DEF123"),
        ("Cj0KCQiA-abc_DEF123&utm_source=google", "Cj0KCQiA-abc_DEF123"),
        ("Cj0KCQiA%2Dabc_DEF123", "Cj0KCQiA-abc_DEF123"),
        ("", None),
        ("(not set)", None),
        ("NULL", None),
        ("1.23E+15", None),
        ("x" * 255, None),
        ("naïve-click-id", None),
        (None, None),
    ],
)
def test_click_ids_from_forms_and_crms(text, clean):
    assert clean_click_id(text) == clean


def test_hashes_are_hashes():
    assert clean_hash(JOHN_EMAIL.upper()) == JOHN_EMAIL
    assert clean_hash("john@example.com") is None
    assert clean_hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") is None


def test_one_click_id_and_at_most_ten_people():
    row = replace(
        JOHN,
        wbraid=WBRAID,
        gbraid=WBRAID,
        action_counting="many",
        email_sha256=",".join(conversion(number).email_sha256 for number in range(9)),
        phone_sha256=",".join(conversion(number).email_sha256 for number in range(9)),
    )
    found = identifiers_of(row, 10)
    assert found.click_parameter == "gclid"
    assert (len(found.emails), len(found.phones)) == (9, 1)


def test_exponents_come_from_the_seed():
    assert [currency_exponent(code) for code in ("GBP", "JPY", "BHD", "???")] == [2, 0, 3, 2]


def test_an_unknown_rule_is_named():
    with pytest.raises(ExportConfigurationError, match="click_min_age_hours"):
        with_rules(GOOGLE_DATA_MANAGER, {"click_min_age": 1})
    assert with_rules(GOOGLE_DATA_MANAGER, {"batch_size": 7.0}).batch_size == 7
