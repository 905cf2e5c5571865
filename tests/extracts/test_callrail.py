"""CallRail: pages, attribution fields by name, calls judged later, pages that shift."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import httpx

from orchestration.demo.vendors.callrail import CREDENTIALS
from orchestration.extracts import callrail
from tests.extracts.conftest import QUICK, World
from tests.extracts.faults import Broken, Faults

Serve = Callable[..., Faults]
HEADERS = {"Authorization": f'Token token="{CREDENTIALS["api_key"]}"'}


def ask(faults: Faults, query: str, headers: dict[str, str] = HEADERS) -> httpx.Response:
    path = f"/callrail/v3/a/{CREDENTIALS['account_id']}/calls.json"
    return httpx.get(f"{faults.base_url}{path}?{query}", headers=headers, trust_env=False)


def test_all_pages_come_with_what_led_to_the_call(world: World, serve: Serve) -> None:
    faults = serve()
    report = callrail.extract(world.settings(), QUICK)
    assert (report.state, report.rows_new, len(faults.seen)) == ("ok", 600, 3), report.message
    first = world.landed("callrail", "calls", "id")[0]
    assert (first["gclid"], first["visitor_id"], first["source"]) == ("gclid-0620", "v1", "google")
    assert first["start_time"] == "2026-06-20T01:10:00.000+01:00"
    assert (first["duration"], first["answered"], first["value"]) == ("60", "true", None)


def test_calls_judged_weeks_later_are_landed_again(world: World, serve: Serve) -> None:
    serve()
    callrail.extract(world.settings(), QUICK)
    world.now += timedelta(days=14)
    serve("update callrail.calls set lead_status = 'good_lead', value = 250.5 where id = 'CAL0001'")
    report = callrail.extract(world.settings(), QUICK)
    assert 0 < report.rows_new < 200  # the day of that call, not the whole window
    first = world.landed("callrail", "calls", "id")[0]
    assert (first["lead_status"], first["value"]) == ("good_lead", "250.5")
    assert callrail.extract(world.settings(), QUICK).rows_new == 0


def test_missed_nights_widen_the_window(world: World, serve: Serve) -> None:
    serve("delete from callrail.calls where id > 'CAL0100'")
    callrail.extract(world.settings(), QUICK)
    serve()
    world.now += timedelta(days=60)
    callrail.extract(world.settings(), QUICK)
    assert len(world.landed("callrail", "calls", "id")) == 600


def test_a_call_deleted_while_paging_leaves_no_gap(world: World, serve: Serve) -> None:
    faults = serve()

    def shift(number: int, path: str, body: bytes) -> None:
        if number == 2:
            world.change("delete from callrail.calls where id = 'CAL0005'")

    faults.rule = shift
    assert callrail.extract(world.settings(), QUICK).state == "ok"
    ids = {row["id"] for row in world.landed("callrail", "calls", "id")}
    assert ids >= {f"CAL{number:04d}" for number in range(1, 601)} - {"CAL0005"}


def test_a_call_without_an_id_is_kept_aside(world: World, serve: Serve) -> None:
    serve("update callrail.calls set id = null where id in ('CAL0003', 'CAL0004')")
    report = callrail.extract(world.settings(), QUICK)
    assert (report.state, report.tables["calls"].rejected) == ("ok", 2), report.message
    assert report.tables["calls"].rows_new == 598


def test_fewer_calls_than_promised_is_an_error(world: World, serve: Serve) -> None:
    faults = serve()
    page = {"page": 1, "total_pages": 1, "total_records": 9, "calls": []}
    faults.rule = lambda number, path, body: Broken(200, json.dumps(page).encode())
    report = callrail.extract(world.settings(), QUICK)
    assert report.state == "failed" and "0 calls came of 9" in report.message


def test_the_key_is_never_shown(world: World, serve: Serve) -> None:
    serve()
    report = callrail.extract(world.settings(callrail={"api_key": "hidden-key-1"}), QUICK)
    assert report.state == "failed" and "hidden-key-1" not in report.message
    kept = (world.settings().state_dir / "extracts" / "callrail.json").read_text()
    assert json.loads(kept)["state"] == "failed" and "hidden-key-1" not in kept


def test_the_server_gives_attribution_only_by_name_and_keeps_its_limits(serve: Serve) -> None:
    faults = serve()
    assert "gclid" not in ask(faults, "per_page=1").json()["calls"][0]
    assert "gclid" in ask(faults, "per_page=1&fields=gclid").json()["calls"][0]
    assert ask(faults, "per_page=251").status_code == 400
    assert ask(faults, "fields=nonsense").status_code == 400
    assert ask(faults, "", headers={}).status_code == 401
