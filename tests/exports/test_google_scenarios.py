"""The acceptance scenarios that end at the platform: A1, A3, A5, A8, A15."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from orchestration.exports import poll_export, run_export
from orchestration.exports.keys import platform_key
from tests.exports.support import (
    JOHN,
    JOHN_GCLID,
    JOHN_PHONE,
    SALE_ACTION,
    google_settings,
    later,
    publish_conversions,
)

KEY = (SALE_ACTION, platform_key("default", "sale", JOHN.conversion_key))


@pytest.fixture
def night(tmp_path, platform):
    """Publishes rows and runs one night; returns its report."""

    def run(*rows, now=later(), mode="live", **options):
        publish_conversions(tmp_path, list(rows))
        platform.facts.now = now.replace(tzinfo=platform.facts.now.tzinfo)
        return run_export(
            google_settings(tmp_path, platform.endpoint, now, **options),
            "google_data_manager",
            mode,
            sleep=lambda seconds: None,
        )

    return run


def test_john_is_one_click_conversion(night, platform):
    report = night(JOHN)
    assert (report.eligible, report.sent, report.accepted, report.state) == (1, 1, 1, "good")
    counted = platform.conversions[KEY]
    assert (counted.value, counted.currency, counted.gclid) == (1000.0, "GBP", JOHN_GCLID)
    assert counted.event_at == datetime.fromisoformat("2026-03-20T09:45:00+00:00").timestamp()


def test_nothing_is_sent_twice(night, platform):
    night(JOHN)
    report = night(JOHN, now=later(days=1))
    assert (report.staged, report.sent) == (0, 0)
    assert platform.conversions[KEY].received == 1


def test_partial_and_full_refund(night, platform):
    night(JOHN)
    report = night(replace(JOHN, value_minor=75_000, truth_value_minor=75_000), now=later(days=8))
    assert (report.restated, report.accepted) == (1, 1)
    assert platform.conversions[KEY].value == 750.0
    void = replace(JOHN, status="void", value_minor=0, truth_value_minor=0)
    report = night(void, now=later(days=9))
    assert (report.retracted, platform.conversions[KEY].value) == (1, 0.0)
    assert platform.conversions[KEY].values == [1000.0, 750.0, 0.0]
    assert night(void, now=later(days=10)).sent == 0


def test_refund_before_the_first_upload_sends_nothing(night, platform):
    report = night(replace(JOHN, status="void", value_minor=0, truth_value_minor=0))
    assert (report.sent, dict(report.blocked)) == (0, {"void_before_send": 1})
    assert not platform.conversions


def test_late_stage_then_edited_then_reopened(night, platform):
    """A8: sent once on the day it was known, restated by +200, taken back when reopened."""
    assert night(now=datetime(2026, 3, 21, 3)).sent == 0
    night(JOHN)
    night(replace(JOHN, value_minor=120_000, truth_value_minor=120_000), now=later(days=3))
    void = replace(JOHN, status="void", value_minor=0, truth_value_minor=0)
    night(void, now=later(days=5))
    assert platform.conversions[KEY].values == [1000.0, 1200.0, 0.0]


def test_a_change_settles_before_it_is_sent(night, platform):
    night(JOHN, settle_days=1)
    edited = replace(JOHN, value_minor=120_000, truth_value_minor=120_000)
    assert night(edited, now=later(days=1), settle_days=1).sent == 0
    assert night(JOHN, now=later(days=2), settle_days=1).superseded == 1
    night(edited, now=later(days=3), settle_days=1)
    assert night(edited, now=later(days=4), settle_days=1).restated == 1
    assert platform.conversions[KEY].values == [1000.0, 1200.0]


def test_noise_is_not_restated(night, platform):
    night(JOHN)
    assert night(replace(JOHN, value_minor=100_050), now=later(days=1)).staged == 0
    assert night(replace(JOHN, value_minor=100_100), now=later(days=1)).restated == 1


def test_another_attribution_model_does_not_restate(night, platform):
    night(JOHN)
    linear = replace(JOHN, value_minor=33_333, attribution_basis="linear/click")
    assert night(linear, now=later(days=1)).staged == 0
    refunded = replace(linear, value_minor=25_000, truth_value_minor=75_000)
    assert night(refunded, now=later(days=2)).restated == 1


def test_later_identifiers_do_not_travel(night, platform):
    night(replace(JOHN, email_sha256=None))
    night(replace(JOHN, value_minor=75_000, phone_sha256=JOHN_PHONE), now=later(days=1))
    assert JOHN_PHONE.encode() not in platform.bodies[-1]
    assert JOHN_GCLID.encode() in platform.bodies[-1]


def test_call_without_click_needs_consent(night, platform):
    """A5: no click export; the hashed phone goes only with consent."""
    call = replace(
        JOHN, gclid=None, click_at=None, email_sha256=None, phone_sha256=JOHN_PHONE,
        consent_ad_user_data_at_click="unknown", attribution_basis="last_non_direct/user_data",
    )  # fmt: skip
    unknown = replace(call, consent_ad_user_data="unknown")
    assert dict(night(unknown).blocked) == {"consent_not_granted_at_conversion": 1}
    assert platform.bodies == []
    assert night(call).accepted == 1
    assert JOHN_PHONE.encode() in platform.bodies[-1]


def test_consent_denied_at_the_click_leaves_nothing(night, platform, tmp_path):
    report = night(replace(JOHN, consent_ad_user_data_at_click="denied"))
    assert dict(report.blocked) == {"consent_denied_at_click": 1}
    assert platform.bodies == []
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.sqlite*"))
    assert JOHN.email_sha256.encode() not in stored
    assert JOHN_GCLID.encode() not in stored


def test_consent_that_arrives_later_opens_the_gate(night, platform):
    night(replace(JOHN, consent_ad_user_data="unknown"))
    report = night(JOHN, now=later(days=1))
    assert (report.staged, report.accepted) == (1, 1)


def test_accepted_becomes_processed(night, platform, tmp_path):
    night(JOHN)
    settings = google_settings(tmp_path, platform.endpoint, later(hours=1))
    assert poll_export(settings, "google_data_manager").processed == 0
    assert poll_export(settings, "google_data_manager").processed == 1
    assert poll_export(settings, "google_data_manager").processed == 0
