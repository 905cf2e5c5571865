"""Whatever prefix is delivered before a crash, the platform ends in the same state."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.demo.destinations.data_manager import DataManagerServer
from orchestration.exports import run_export
from orchestration.exports.keys import platform_key
from tests.exports.support import (
    SALE_ACTION,
    conversion,
    facts,
    google_settings,
    later,
    publish_conversions,
)


class Crash(BaseException):
    """Ends a run at a checkpoint without any of its clean-up of rows."""


truths = st.fixed_dictionaries(
    {
        "value_minor": st.sampled_from([0, 10_000, 50_000, 120_000]),
        "status": st.sampled_from(["open", "open", "open", "void"]),
        "consent_ad_user_data": st.sampled_from(["granted", "granted", "denied", "unknown"]),
        "gclid": st.sampled_from(["Cj0KCQiAsomething_real", "Cj0KCQiAsomething_real", "(not set)"]),
    }
)
nights = st.lists(st.lists(truths, min_size=4, max_size=4), min_size=1, max_size=3)
points = st.sampled_from(["before_send", "after_send", "after_record", "never"])


def rows_of(night):
    rows = []
    for number, truth in enumerate(night):
        is_void = truth["status"] == "void"
        value = 0 if is_void else truth["value_minor"]
        gclid = truth["gclid"] + str(number) if truth["gclid"] != "(not set)" else "(not set)"
        changes = {**truth, "value_minor": value, "truth_value_minor": value, "gclid": gclid}
        rows.append(replace(conversion(number), **changes, email_sha256=None))
    return rows


def deliver(home, endpoint, day, point, occurrence):
    """One night that may crash, and its rerun."""
    passed = []

    def checkpoint(name):
        passed.append(name)
        if name == point and passed.count(name) == occurrence:
            raise Crash

    chosen = google_settings(home, endpoint, later(days=day), batch_size=2)
    for check in (checkpoint, lambda name: None):
        with suppress(Crash):
            run_export(chosen, "google_data_manager", "live", force=True, checkpoint=check)


def platform_state(company, point, occurrence):
    with tempfile.TemporaryDirectory() as folder, DataManagerServer(facts(later(days=9))) as server:
        for day, night in enumerate(company):
            publish_conversions(Path(folder), rows_of(night))
            deliver(Path(folder), server.endpoint, day, point, occurrence)
        counted = {key: each.value for key, each in server.conversions.items()}
        return counted, b"".join(server.bodies)


def expected_state(company):
    """The plain rule: a platform holds the last truth that was allowed to leave."""
    held = {}
    for night in company:
        for row in rows_of(night):
            key = (SALE_ACTION, platform_key("default", "sale", row.conversion_key))
            is_allowed = row.consent_ad_user_data == "granted" and row.gclid != "(not set)"
            if is_allowed and (row.status == "open" or key in held):
                held[key] = row.value_minor / 100
    return held


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(company=nights, point=points, occurrence=st.integers(1, 3))
def test_any_prefix_then_crash_then_rerun(company, point, occurrence):
    counted, bodies = platform_state(company, point, occurrence)
    assert counted == expected_state(company)
    never_allowed = {row.conversion_key for row in rows_of(company[0])} - {
        row.conversion_key
        for night in company
        for row in rows_of(night)
        if row.consent_ad_user_data == "granted" and row.gclid != "(not set)"
    }
    for conversion_key in never_allowed:
        assert platform_key("default", "sale", conversion_key).encode() not in bodies
