"""HTTP with manners: what is asked again, what is not, and what is never shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from orchestration.extracts import hubspot
from orchestration.resources.answers import redact, retry_after_seconds
from tests.extracts.conftest import QUICK, World
from tests.extracts.faults import Broken, Faults

HTML = b"<!DOCTYPE html><html><body>Bad gateway</body></html>"
NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3),
        ("0.5", 0.5),
        ("Wed, 01 Jul 2026 03:00:07 GMT", 7),
        ("Wed, 01 Jul 2026 02:00:00 GMT", 0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


def test_secrets_and_personal_data_are_cut_out() -> None:
    text = (
        'key s3cret for anna@example.org +44 20 7946 0018, "access_token": "ya29.x", Bearer abc.d'
    )
    assert redact(text, ["s3cret"]) == (
        'key [secret] for [e-mail] [phone], "access_token": "[secret]", Bearer [secret]'
    )


@pytest.mark.parametrize(
    "broken",
    [
        Broken(429, b"{}", {"Retry-After": "0.2"}),
        Broken(500, b"{}"),
        Broken(502, HTML),
        Broken(200, HTML),
        Broken(200, b'{"results": [{"id": "1", "prop'),
        Broken(200, b'{"status": "error", "message": "internal"}'),
        Broken(200, b'{"results": []}' * 100, cut=True),
    ],
    ids=["429", "500", "502", "html-200", "truncated", "error-in-200", "reset"],
)
def test_a_passing_fault_costs_nothing(
    world: World, serve: Callable[..., Faults], broken: Broken
) -> None:
    faults = serve()
    faults.nth({1, 2}, "/contacts/search", broken)
    report = hubspot.extract(world.settings(), QUICK)
    assert (report.state, report.tables["contacts"].rows_new) == ("ok", 8), report.message
    searches = [line for line in faults.seen if "/contacts/search" in line]
    assert len(searches) == 3


def test_a_429_waits_as_told_and_asks_the_same_page_again(
    world: World, serve: Callable[..., Faults], monkeypatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    faults = serve()
    faults.nth({1}, "/contacts/search", Broken(429, b"{}", {"Retry-After": "3"}))
    assert hubspot.extract(world.settings(), QUICK).state == "ok"
    assert 3.0 in waited


def test_a_permanent_error_fails_alone_and_the_next_night_is_complete(
    world: World, serve: Callable[..., Faults]
) -> None:
    faults = serve()
    faults.rule = lambda number, path, body: Broken(503, b"{}") if "/deals/search" in path else None
    report = hubspot.extract(world.settings(), QUICK)
    assert report.state == "failed"
    assert "status 503" in report.message and "Fix:" in report.message
    assert world.landed("hubspot", "contacts", "id") == []  # contacts had come; nothing is half
    faults.rule = lambda number, path, body: None
    report = hubspot.extract(world.settings(), QUICK)
    assert (report.state, report.tables["contacts"].rows_new) == ("ok", 8)


def test_a_401_without_a_way_to_refresh_is_said_clearly_and_without_the_token(
    world: World, serve: Callable[..., Faults]
) -> None:
    faults = serve()
    report = hubspot.extract(world.settings(hubspot={"access_token": "pat-wrong-9"}), QUICK)
    assert report.state == "failed"
    assert "401" in report.message and "private app" in report.message
    assert "pat-wrong-9" not in report.message
    assert len(faults.seen) == 1


def test_a_used_up_daily_quota_is_not_waited_for(
    world: World, serve: Callable[..., Faults]
) -> None:
    faults = serve()
    body = b'{"status": "error", "policyName": "DAILY", "message": "daily limit"}'
    faults.nth({1}, "/contacts/search", Broken(429, body))
    report = hubspot.extract(world.settings(), QUICK)
    assert report.state == "failed" and "daily request quota" in report.message
    assert len(faults.seen) == 1


def test_a_wait_beyond_the_budget_ends_the_extract(
    world: World, serve: Callable[..., Faults]
) -> None:
    faults = serve()
    faults.nth({1}, "/contacts/search", Broken(429, b"{}", {"Retry-After": "3600"}))
    report = hubspot.extract(world.settings(), QUICK)
    assert report.state == "failed" and "beyond the budget" in report.message


def test_the_servers_own_429_is_obeyed(world: World, serve: Callable[..., Faults]) -> None:
    serve(rate_limit_every=5)
    report = hubspot.extract(world.settings(), QUICK)
    assert (report.state, report.tables["contacts"].rows_new) == ("ok", 8), report.message
