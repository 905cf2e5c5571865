"""Transport, platform and process faults of FAULTS B against the loopback Data Manager."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace

import grpc
import pytest
from sqlalchemy import select

from orchestration.exports import ExportConfigurationError, LedgerError, export_ledger, run_export
from orchestration.exports.errors import ExportError
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_schema import batch, delivery
from tests.exports.support import (
    JOHN,
    JOHN_EMAIL,
    JOHN_GCLID,
    SALE_ACTION,
    conversion,
    google_settings,
    later,
    publish_conversions,
)

NAME = "google_data_manager"


@pytest.fixture
def send(tmp_path, platform):
    """Publishes rows, if any, and runs one export; waits nothing."""
    waits = []

    def run(rows=None, mode="live", now=later(), **options):
        if rows is not None:
            publish_conversions(tmp_path, rows)
        run_options = {name: options.pop(name) for name in ("canary", "force") if name in options}
        platform.facts.now = now.replace(tzinfo=platform.facts.now.tzinfo)
        chosen = google_settings(tmp_path, platform.endpoint, now, **options)
        return run_export(chosen, NAME, mode, sleep=waits.append, **run_options)

    run.waits = waits
    run.states = lambda: states(tmp_path)
    return run


def states(home):
    ledger = Ledger.open(google_settings(home, "127.0.0.1:1").ledger_database_url)
    with ledger.begin() as connection:
        rows = connection.execute(
            select(delivery.c.conversion_key, delivery.c.state, delivery.c.reason)
        ).all()
    ledger.close()
    return {key: (state, reason) for key, state, reason in rows}


def failing(code, times=1):
    """A fault that fails the first calls with a gRPC code."""
    left = [times]

    def fault(request):
        left[0] -= 1
        return code if left[0] >= 0 else None

    return fault


@pytest.mark.parametrize(
    "code",
    [
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
    ],
)
def test_passing_trouble_is_retried(code, send, platform):
    platform.fault = failing(code, times=2)
    report = send([JOHN])
    assert (report.accepted, report.requests, len(send.waits)) == (1, 3, 2)


def test_a_lost_answer_is_sent_again_and_counts_once(send, platform):
    """The platform takes the events and the answer never arrives."""
    lost = [5]

    def lose(request):
        lost[0] -= 1
        if lost[0] >= 0:
            raise RuntimeError("cut")

    platform.after_accept = lose
    report = send([JOHN])
    assert (report.halted, report.unknown) == ("Unknown", 1)
    assert send.states()[JOHN.conversion_key][0] == "unknown"
    report = send(now=later(days=1))
    assert (report.resent, report.accepted, report.staged) == (1, 1, 0)
    assert platform.total(SALE_ACTION) == 1000.0
    assert len(set(platform.bodies)) == 1, "every try is the same request"


def test_a_spent_quota_waits_for_tomorrow(send, platform):
    platform.fault = failing(grpc.StatusCode.RESOURCE_EXHAUSTED, times=99)
    report = send([JOHN])
    assert (report.halted, report.waiting, report.unknown) == ("rate_limited", 1, 0)
    platform.fault = lambda request: None
    assert send().accepted == 1


def test_no_access_halts_without_dead_rows(send, platform):
    platform.facts.allowed = False
    report = send([conversion(number) for number in range(60)], batch_size=10)
    assert (report.requests, report.waiting, dict(report.rejected)) == (1, 10, {})
    assert report.halted == "PermissionDenied"
    platform.facts.allowed = True
    assert send().accepted == 60


def test_a_deleted_action_halts(send, platform):
    platform.facts.action_ids = {"1"}
    assert send([JOHN]).halted == "INVALID_CONVERSION_ACTION_ID"


def test_one_bad_event_is_taken_out_and_the_rest_sent(send, platform, monkeypatch):
    refuse(monkeypatch, {3: "INVALID_SHA256_FORMAT", 7: "INVALID_SHA256_FORMAT"})
    rows = [conversion(number) for number in range(20)]
    report = send(rows)
    assert (report.accepted, dict(report.rejected)) == (18, {"INVALID_SHA256_FORMAT": 2})
    assert report.requests == 2
    assert [state for state, _ in send.states().values()].count("dead") == 2
    assert send().sent == 0, "dead rows wait for a human or a change"


def test_an_error_without_an_index_is_found_by_halving(send, platform, monkeypatch):
    refuse(monkeypatch, {5: "INVALID_EVENT"}, with_index=False)
    report = send([conversion(number) for number in range(32)])
    assert (report.accepted, report.rejected.total()) == (31, 1)
    assert report.requests <= 12


def test_halving_ends(send, platform, monkeypatch):
    refuse(monkeypatch, dict.fromkeys(range(200), "INVALID_EVENT"), with_index=False)
    report = send([conversion(number) for number in range(200)], rules={"bisections_max": 5})
    assert report.halted in {"bisection_limit", "too_many_rejects"}
    assert report.requests < 40


def test_too_many_rejects_stop_the_run(send, platform, monkeypatch):
    refuse(monkeypatch, dict.fromkeys(range(30), "INVALID_EVENT"))
    report = send([conversion(number) for number in range(100)], batch_size=60)
    assert report.halted == "too_many_rejects"
    assert platform.conversions == {}


def refuse(monkeypatch, reasons, with_index=True):
    """The loopback refuses conversions by their number, with or without naming them."""
    from orchestration.demo.destinations import data_manager
    from orchestration.demo.destinations.data_manager_rules import Violation
    from orchestration.exports.keys import platform_key

    keys = {
        platform_key("default", "sale", conversion(number).conversion_key): reason
        for number, reason in reasons.items()
    }

    def violations(request, facts):
        return [
            Violation(f"events[{index}].user_data" if with_index else "events", reason, "bad")
            for index, event in enumerate(request.events)
            if (reason := keys.get(event.transaction_id))
        ]

    monkeypatch.setattr(data_manager, "request_violations", violations)


def test_partial_success_keeps_the_counts(send, platform, tmp_path):
    platform.facts.clicks = {}
    platform.processing_polls = 0
    send([JOHN, replace(conversion(2), gclid=None, click_at=None)])
    report = send(now=later(days=1))
    assert (report.processed, dict(report.rejected)) == (1, {"CLICK_NOT_FOUND": 1})
    assert {state for state, _ in send.states().values()} == {"accepted"}
    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        assert "CLICK_NOT_FOUND" in ledger.execute("select reason_counts from batch").fetchone()[0]


def test_all_refused_later_is_rejected_and_a_change_tries_again(send, platform):
    platform.facts.clicks = {}
    platform.processing_polls = 0
    send([JOHN])
    assert send(now=later(days=1)).rejected == {"CLICK_NOT_FOUND": 1}
    assert send.states()[JOHN.conversion_key] == ("rejected", "CLICK_NOT_FOUND")
    assert send(now=later(days=2)).sent == 0
    platform.facts.clicks = None
    report = send([replace(JOHN, value_minor=90_000, truth_value_minor=90_000)], now=later(days=3))
    assert (report.accepted, report.restated) == (1, 0)


def test_a_click_too_recent_for_google_is_sent_again(send, platform):
    now = platform.facts.now
    platform.facts.clicks = {JOHN_GCLID: now}
    fresh = replace(JOHN, event_at=later(), click_at=later())
    platform.processing_polls = 0
    send([fresh], rules={"click_min_age_hours": 0})
    report = send(now=later(days=1))
    assert report.accepted == 1
    assert platform.total(SALE_ACTION) == 1000.0


def test_processing_for_ever_is_given_up(send, platform):
    platform.processing_polls = 99
    send([JOHN], rules={"poll_attempts_max": 2})
    for day in (1, 2, 3):
        send(now=later(days=day), rules={"poll_attempts_max": 2})
    assert [each.polls for each in platform.requests.values()] == [2]


@pytest.mark.parametrize("count", [0, 1, 2_000, 2_001])
def test_any_number_of_rows(count, send, platform):
    report = send([conversion(number) for number in range(count)], batch_size=2_000)
    assert (report.accepted, len(platform.conversions)) == (count, count)


def test_the_real_limits_are_enforced_by_the_loopback(send, platform):
    report = send([conversion(number) for number in range(2_001)], batch_size=2_001)
    assert report.accepted == 2_001
    assert report.requests == 3, "refused whole, then halved"


def test_an_empty_or_doubled_mart_stops_the_run(send, platform):
    rows = [conversion(number) for number in range(60)]
    send(rows)
    assert send([]).halted == "mart_empty"
    doubled = rows + [conversion(number) for number in range(100, 170)]
    assert send(doubled).halted == "mart_doubled"
    assert send(doubled, force=True).accepted == 70


def test_a_value_far_above_the_usual_stops_the_run(send, platform):
    for day in range(8):
        rows = [conversion(number, value_minor=10_000) for number in range(day + 1)]
        send(rows, now=later(days=day))
    typo = [*rows, conversion(99, value_minor=90_000_000, truth_value_minor=90_000_000)]
    assert send(typo, now=later(days=9)).halted == "value_implausible"
    assert send(typo, now=later(days=9), force=True).accepted == 1


def test_repeated_keys_are_set_aside(send, platform):
    twice = replace(JOHN, value_minor=1)
    report = send([JOHN, twice, conversion(1), conversion(1)])
    assert (report.accepted, dict(report.blocked)) == (1, {"repeated_key": 2})


def test_vanished_conversions_are_told_not_taken_back(send, platform):
    send([JOHN, conversion(1)])
    report = send([conversion(1)], now=later(days=1))
    assert (report.vanished, report.sent, platform.total(SALE_ACTION)) == (1, 0, 2000.0)


def test_unconfirmed_sends_nothing(send, platform):
    report = send([JOHN], confirmed=False)
    assert (report.halted, report.state, platform.bodies) == ("not_confirmed", "partial", [])


def test_render_and_validate_change_nothing(send, platform):
    report = send([JOHN], mode="render", confirmed=False)
    assert (report.staged, platform.bodies) == (1, [])
    assert JOHN_EMAIL not in report.sample[0] and JOHN_GCLID not in report.sample[0]
    report = send([JOHN], mode="validate", confirmed=False)
    assert (report.validated, platform.conversions) == (1, {})
    assert send.states() == {}


def test_validation_is_weak_proof(platform):
    """The dry run takes a numeric transaction id that the live call refuses."""
    from google.ads.datamanager_v1 import IngestEventsRequest

    from orchestration.demo.destinations.data_manager_rules import request_violations
    from orchestration.exports.google_data_manager import GoogleDataManagerDestination
    from orchestration.exports.records import Delivery

    google = GoogleDataManagerDestination(
        google_settings(".", platform.endpoint).exports.google_data_manager
    )
    row = Delivery(
        destination=NAME, account="1", action="sale", conversion_key="k", revision=1, kind="new",
        state="pending", platform_key="123", payload=google.freeze(JOHN, "1234567"),
    )  # fmt: skip
    dry: IngestEventsRequest = google.request([row], validate_only=True)
    live = google.request([row])
    assert request_violations(dry, platform.facts) == []
    assert [each.reason for each in request_violations(live, platform.facts)] == ["INVALID_FORMAT"]


def test_canary_sends_a_few_and_live_the_rest(send, platform):
    rows = [conversion(number) for number in range(10)]
    assert send(rows, mode="canary", canary=3).accepted == 3
    assert send(rows).accepted == 7


def test_no_clear_text_beyond_this_machine(tmp_path):
    publish_conversions(tmp_path, [JOHN])
    with pytest.raises(ExportConfigurationError, match="without encryption"):
        run_export(google_settings(tmp_path, "datamanager.example:443"), NAME, "live")


@pytest.mark.parametrize("change", [{"customer_id": None}, {"rules": {"nonsense": 1}}])
def test_bad_settings_are_named(change, send):
    with pytest.raises(ExportConfigurationError, match="FIX"):
        send([JOHN], **change)


def test_nothing_published_is_named(tmp_path, platform):
    with pytest.raises(ExportError, match="headwater build"):
        run_export(google_settings(tmp_path, platform.endpoint), NAME, "render")


def test_a_ledger_that_cannot_be_written_sends_nothing(tmp_path, platform):
    publish_conversions(tmp_path, [JOHN])
    chosen = google_settings(tmp_path, platform.endpoint)
    (tmp_path / "ledger.sqlite").write_text("this is no database at all, it is a text file")
    with pytest.raises(LedgerError, match="nothing is sent without the ledger"):
        run_export(chosen, NAME, "live")
    assert platform.bodies == []


def test_no_identifier_in_logs_report_or_landed_ledger(send, tmp_path, platform, caplog):
    caplog.set_level(logging.DEBUG)
    report = send([JOHN])
    landed = export_ledger(google_settings(tmp_path, platform.endpoint)).read_bytes()
    said = f"{report} {report.as_dict()} {caplog.text}".encode() + landed
    assert JOHN_EMAIL.encode() not in said
    assert JOHN_GCLID.encode() not in said


def test_the_ledger_lands_typed_when_empty(tmp_path):
    import pyarrow.parquet as pq

    table = pq.read_table(export_ledger(google_settings(tmp_path, "127.0.0.1:1")))
    assert table.num_rows == 0
    assert str(table.schema.field("value_minor").type) == "int64"


def test_requests_are_counted_in_the_ledger(send, tmp_path):
    send([JOHN])
    ledger = Ledger.open(google_settings(tmp_path, "127.0.0.1:1").ledger_database_url)
    with ledger.begin() as connection:
        (row,) = connection.execute(select(batch)).mappings()
    assert (row["rows"], row["status"], row["poll_state"]) == (1, "accepted", "open")
