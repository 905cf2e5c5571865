"""HubSpot: changes, deletions, merges, links, stages; the 10,000 cap and pages that move."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orchestration.demo.vendors.hubspot import CREDENTIALS
from orchestration.extracts import hubspot
from tests.extracts.conftest import QUICK, World
from tests.extracts.faults import Broken, Faults

Serve = Callable[..., Faults]
LINK = ("deal_id", "contact_id")


def run(world: World, **options: Any) -> Any:
    report = hubspot.extract(world.settings(), QUICK, **options)
    assert report.state == "ok", report.message
    world.now += timedelta(hours=1)
    return report


def ids(world: World, table: str = "contacts") -> list[str]:
    return [row["id"] for row in world.landed("hubspot", table, "id")]


def test_contacts_come_with_the_properties_that_were_asked_for(world: World, serve: Serve) -> None:
    serve()
    run(world)
    first = world.landed("hubspot", "contacts", "id")[0]
    assert (first["email"], first["headwater_visitor_id"]) == ("person1@example.org", "v1")
    assert (first["declared_source"], first["associated_company_id"]) == ("Trade fair", "900")
    assert first["updated_at"] == "2026-02-01T01:00:00.000Z"
    deal = world.landed("hubspot", "deals", "id")[0]
    assert (deal["amount"], deal["deal_currency_code"], deal["dealstage"]) == (
        "1000.50",
        "EUR",
        "s2",
    )


def test_archived_records_come_marked_and_merged_ones_as_merges(world: World, serve: Serve) -> None:
    serve()
    run(world)
    archived = {row["id"]: row["archived"] for row in world.landed("hubspot", "contacts", "id")}
    assert archived["7"] == "true" and archived["8"] == "false"
    assert not {"5", "6"} & archived.keys()  # they live on in contact 1 only
    merges = world.landed("hubspot", "contact_merges", "from_id")
    assert [(row["from_id"], row["into_id"]) for row in merges] == [("5", "1"), ("6", "1")]
    assert merges[0]["merged_at"] == "2026-02-01T01:00:00.000000Z"


def test_a_deal_archived_later_is_marked_the_next_night(world: World, serve: Serve) -> None:
    serve()
    run(world)
    serve("update hubspot.deals set archived = true where id = '102'")
    run(world)
    archived = {row["id"]: row["archived"] for row in world.landed("hubspot", "deals", "id")}
    assert archived == {"101": "false", "102": "true", "103": "true", "104": "false"}


def test_a_deal_that_is_gone_altogether_is_marked(world: World, serve: Serve) -> None:
    serve()
    run(world)
    serve("delete from hubspot.deals where id = '104'")
    run(world)
    gone = world.landed("hubspot", "deals", "id")[-1]
    assert (gone["id"], gone["archived"], gone["amount"]) == ("104", "true", "1000.50")


def test_an_empty_answer_for_all_deals_marks_none(world: World, serve: Serve) -> None:
    serve(
        "insert into hubspot.deals select (1000 + n)::varchar, * exclude (id, n) "
        "from (from hubspot.deals limit 1), range(40) as numbers (n)"
    )
    run(world)
    serve("delete from hubspot.deals")
    report = run(world)
    assert any("too many to believe" in text for text in report.warnings)
    assert sum(row["archived"] == "true" for row in world.landed("hubspot", "deals", "id")) == 1


def test_links_that_change_without_touching_the_deal_are_seen(world: World, serve: Serve) -> None:
    serve()
    run(world)
    serve(
        "delete from hubspot.deal_contacts where deal_id = '101' and contact_id = '2'",
        "update hubspot.deal_contacts set is_primary = true where deal_id = '102'",
        "insert into hubspot.deal_contacts values ('104', '4', false)",
    )
    report = run(world)
    assert report.tables["deal_contacts"].rows_new == 3
    links = {
        (row["deal_id"], row["contact_id"]): (row["is_primary"], row["is_deleted"])
        for row in world.landed("hubspot", "deal_contacts", *LINK)
    }
    assert links == {
        ("101", "1"): ("true", "false"),
        ("101", "2"): ("false", "true"),
        ("102", "3"): ("true", "false"),
        ("104", "4"): ("false", "false"),
    }
    assert run(world).tables["deal_contacts"].rows_new == 0


def test_stage_history_of_changed_deals(world: World, serve: Serve) -> None:
    serve()
    run(world)
    key = ("deal_id", "stage_id", "changed_at")
    first = world.landed("hubspot", "deal_stage_history", *key)[0]
    assert (first["deal_id"], first["stage_id"]) == ("101", "s1")
    assert first["changed_at"] == "2026-03-01T01:00:00.000Z"
    stages = world.landed("hubspot", "pipeline_stages", "stage_id")
    assert [(row["label"], row["is_closed"]) for row in stages] == [
        ("New", "false"),
        ("Won", "true"),
    ]


def test_only_changes_are_read_and_a_late_index_is_caught_by_the_overlap(
    world: World, serve: Serve
) -> None:
    serve("update hubspot.contacts set updated_at = '2026-06-30 12:00:00' where id = '10'")
    run(world)
    # Written before the last change seen, but the index showed it only now.
    serve(
        "update hubspot.contacts set updated_at = '2026-06-30 12:00:00' where id = '10'",
        "update hubspot.contacts set updated_at = '2026-06-30 11:50:00', company = 'Late' "
        "where id = '2'",
        "update hubspot.contacts set updated_at = '2026-06-30 11:40:00', company = 'Later' "
        "where id = '3'",
    )
    report = run(world)
    assert report.tables["contacts"].rows_new == 3  # 2, and 10 again; 7 is archived since a day
    company = {row["id"]: row["company"] for row in world.landed("hubspot", "contacts", "id")}
    assert (company["2"], company["3"]) == ("Late", "Company 3")


def test_a_backfill_fetches_what_the_cursor_has_passed_and_leaves_it(
    world: World, serve: Serve
) -> None:
    serve()
    run(world)
    serve("update hubspot.contacts set company = 'Late', updated_at = '2026-01-20' where id = '3'")
    run(world)
    assert world.landed("hubspot", "contacts", "id")[2]["company"] == "Company 2"
    run(world, backfill_from=datetime(2026, 1, 1, tzinfo=UTC))
    company = {row["id"]: row["company"] for row in world.landed("hubspot", "contacts", "id")}
    assert company["3"] == "Late"


def _contacts(count: int, updated_at: str) -> str:
    return (
        "create or replace table hubspot.contacts as select n::varchar as id, "
        f"timestamp '2026-01-01' as created_at, {updated_at} as updated_at, false as archived, "
        "null::timestamp as archived_at, null::varchar as email, null::varchar as phone, "
        "null::varchar as country, 'Company ' || n as company, null::varchar as lifecyclestage, "
        "null::varchar as hs_lead_status, null::varchar as hs_google_click_id, "
        "null::varchar as headwater_visitor_id, null::varchar as declared_source, "
        "null::varchar as associated_company_id, null::varchar as merged_vids "
        f"from generate_series(1, {count}) as numbers (n)"
    )


@pytest.mark.parametrize(
    "updated_at",
    ["timestamp '2026-02-01' + to_milliseconds(n)", "timestamp '2026-02-01'"],
    ids=["one a millisecond", "one import, one millisecond"],
)
def test_more_than_a_search_reaches(world: World, serve: Serve, updated_at: str) -> None:
    serve(_contacts(10_450, updated_at))
    report = run(world)
    assert report.tables["contacts"].rows_new == 10_450
    assert len(ids(world)) == 10_450


def test_records_that_change_while_pages_are_read_are_neither_lost_nor_doubled(
    world: World, serve: Serve
) -> None:
    faults = serve(_contacts(1000, "timestamp '2026-02-01' + to_seconds(n)"))
    searches = 0

    def shift(number: int, path: str, body: bytes) -> Broken | None:
        """After the second page, contacts 1 to 50 change: they move to the end."""
        nonlocal searches
        if "/contacts/search" in path:
            searches += 1
            if searches == 3:
                start = str(json.loads(body)["filterGroups"][0]["filters"][0]["value"])
                assert int(start) > 0
                change(
                    "update hubspot.contacts set updated_at = '2026-06-30', company = 'New' "
                    "where id::int <= 50"
                )
        return None

    change = world.change
    faults.rule = shift
    run(world)
    rows = world.landed("hubspot", "contacts", "id")
    assert len(rows) == 1000
    assert sum(row["company"] == "New" for row in rows) == 50


def test_both_forms_of_paths(world: World, serve: Serve) -> None:
    faults = serve()
    report = hubspot.extract(world.settings(hubspot={"api_version": "v3"}), QUICK)
    assert report.state == "ok", report.message
    assert any("/crm/v4/associations/" in line for line in faults.seen)
    assert any("/crm/v3/objects/contacts/search" in line for line in faults.seen)


def ask(faults: Faults, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    with httpx.Client(base_url=f"{faults.base_url}/hubspot", trust_env=False) as client:
        headers = {"Authorization": f"Bearer {CREDENTIALS['access_token']}"}
        if body is None:
            return client.get(path, headers=headers)
        return client.post(path, json=body, headers=headers)


def test_the_server_keeps_the_documented_limits(serve: Serve) -> None:
    faults = serve()
    search = "/crm/objects/2026-03/contacts/search"
    two = [{"propertyName": "createdate"}, {"propertyName": "hs_object_id"}]
    assert ask(faults, search, {"limit": 201}).status_code == 400
    assert ask(faults, search, {"limit": 200, "after": "9900"}).status_code == 400
    assert ask(faults, search, {"sorts": two}).status_code == 400
    assert ask(faults, "/crm/objects/2026-03/contacts?limit=101").status_code == 400
    inputs = {"inputs": [{"id": str(n)} for n in range(51)], "propertiesWithHistory": ["dealstage"]}
    assert ask(faults, "/crm/objects/2026-03/deals/batch/read", inputs).status_code == 400
    found = ask(faults, search, {"limit": 1}).json()["results"][0]["properties"]
    assert set(found) == {"hs_object_id", "createdate", "lastmodifieddate"}
    assert ask(faults, "/crm/objects/2020-01/contacts").status_code == 404


def test_the_demo_clock_hides_what_is_not_yet(world: World, serve: Serve) -> None:
    faults = serve()
    world.now = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)
    total = ask(faults, "/crm/objects/2026-03/contacts/search", {"limit": 1}).json()["total"]
    assert total == 3
