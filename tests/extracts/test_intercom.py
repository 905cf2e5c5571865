"""Intercom: conversations by their last change, contacts, the cursor of its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from orchestration.demo.vendors.intercom import CREDENTIALS
from orchestration.extracts import intercom
from tests.extracts.conftest import QUICK, World
from tests.extracts.faults import Broken, Faults

Serve = Callable[..., Faults]
HEADERS = {
    "Authorization": f"Bearer {CREDENTIALS['access_token']}",
    "Intercom-Version": "2.14",
}


def ask(faults: Faults, body: dict[str, Any], headers: dict[str, str] = HEADERS) -> httpx.Response:
    url = f"{faults.base_url}/intercom/conversations/search"
    return httpx.post(url, json=body, headers=headers, trust_env=False)


def test_all_pages_come_with_times_in_utc(world: World, serve: Serve) -> None:
    faults = serve()
    report = intercom.extract(world.settings(), QUICK)
    assert (report.state, report.rows_new) == ("ok", 640), report.message
    assert len(faults.seen) == 6
    first = world.landed("intercom", "conversations", "id")[0]
    assert first["created_at"] == "2026-06-01T00:01:00.000000Z"
    assert (first["contact_id"], first["visitor_id"], first["is_lead"]) == ("c1", "v1", "true")
    contact = world.landed("intercom", "contacts", "id")[0]
    assert (contact["email"], contact["country"]) == ("chat1@example.org", "GB")
    assert "_updated_at" not in contact


def test_only_what_changed_comes_the_next_night(world: World, serve: Serve) -> None:
    change = "update intercom.conversations set updated_at = '{}', is_lead = false where id = '{}'"
    serve(change.format("2026-06-20", 1))
    intercom.extract(world.settings(), QUICK)
    world.now += timedelta(days=1)
    serve(change.format("2026-06-20", 1), change.format("2026-06-30", 5))
    report = intercom.extract(world.settings(), QUICK)
    assert report.tables["conversations"].rows_new == 2  # 5, and 1 at the seam
    rows = {row["id"]: row["is_lead"] for row in world.landed("intercom", "conversations", "id")}
    assert (rows["1"], rows["5"], rows["6"]) == ("false", "false", "true")


def test_conversations_that_change_while_paging_leave_no_gap(world: World, serve: Serve) -> None:
    faults = serve()

    def shift(number: int, path: str, body: bytes) -> None:
        if number == 2:
            world.change(
                "update intercom.conversations set updated_at = '2026-06-25', "
                "source_type = 'email' where id::int <= 40"
            )

    faults.rule = shift
    assert intercom.extract(world.settings(), QUICK).state == "ok"
    rows = world.landed("intercom", "conversations", "id")
    assert len(rows) == 320
    assert sum(row["source_type"] == "email" for row in rows) == 40


def test_odd_shapes_pass(world: World, serve: Serve) -> None:
    faults = serve()
    body = (
        b'{"conversations": [{"id": "1", "created_at": 1780272000, "updated_at": 1780272000,'
        b' "source": null, "contacts": null, "custom_attributes": null},'
        b' {"id": null, "updated_at": 1780272000}, {"id": "3", "updated_at": null}], "pages": {}}'
    )
    faults.nth({1}, "/conversations/search", Broken(200, body))
    report = intercom.extract(world.settings(), QUICK)
    count = report.tables["conversations"]
    assert (report.state, count.rows_new, count.rejected) == ("ok", 1, 2), report.message


def test_an_error_list_in_a_200_is_asked_again(world: World, serve: Serve) -> None:
    faults = serve()
    faults.nth({1}, "/contacts/search", Broken(200, b'{"type": "error.list", "errors": []}'))
    assert intercom.extract(world.settings(), QUICK).tables["contacts"].rows_new == 320


def test_the_server_keeps_the_documented_rules(serve: Serve) -> None:
    faults = serve()
    query = {"field": "updated_at", "operator": ">", "value": 0}
    sort = {"field": "updated_at", "order": "ascending"}
    body = {"query": query, "sort": sort, "pagination": {"per_page": 150}}
    assert len(ask(faults, body).json()["conversations"]) == 150
    assert ask(faults, {**body, "pagination": {"per_page": 151}}).status_code == 400
    assert ask(faults, {**body, "query": {**query, "field": "colour"}}).status_code == 400
    assert ask(faults, body, {"Intercom-Version": "2.14"}).status_code == 401
    missing = {key: value for key, value in HEADERS.items() if key != "Intercom-Version"}
    assert ask(faults, body, missing).status_code == 400
