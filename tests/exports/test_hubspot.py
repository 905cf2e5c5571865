"""Lead sources written back to a loopback portal: only changes, never null, humans win."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from orchestration.demo.destinations.hubspot import HubSpotPortal, PortalContact
from orchestration.demo.vendors.hubspot_objects import failure
from orchestration.demo.vendors.server import VendorServer
from orchestration.exports import provision, run_export
from orchestration.exports.crm_fields import load_field_map
from orchestration.settings import Settings
from tests.exports.support import NOW, publish_table

TABLE = "exp_hubspot__lead_sources"
TOKEN = "pat-test"
TYPES = {"string": "varchar", "number": "double", "datetime": "timestamp", "bool": "boolean"}
COLUMNS = {"lead_id": "varchar"} | {each.field: TYPES[each.type] for each in load_field_map()}
JOHN = {
    "lead_id": "101",
    "original_channel": "Organic Search",
    "lead_channel": "Paid Search",
    "lead_keyword": "rain gauge",
    "lead_touch_at": datetime(2026, 3, 6, 14, 0),
    "touchpoints": 3,
    "is_repeat_customer": False,
}


@pytest.fixture
def portal():
    contacts = {str(number): PortalContact() for number in range(101, 400)}
    return HubSpotPortal(TOKEN, contacts)


@pytest.fixture
def url(portal):
    server = VendorServer({"hubspot": portal}, rate_limit_every=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hubspot"
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(tmp_path, url):
    return hubspot_settings(tmp_path, url)


@pytest.fixture
def night(settings):
    provision(settings)

    def run(*rows, mode="live", **options):
        publish_table(settings.home, TABLE, list(rows), COLUMNS)
        return run_export(settings, "hubspot", mode, **options)

    return run


def hubspot_settings(home, url):
    options = {
        "base_url": url,
        "access_token": TOKEN,
        "mode": "live",
        "confirmed": True,
        "rules": {"retry_initial_seconds": 0.01, "retry_max_seconds": 0.02},
    }
    return Settings.load(home=home, now=NOW, exports={"hubspot": options})


def written(portal, record="101"):
    return portal.contacts[record].properties


def test_the_field_map_is_documented():
    fields = load_field_map()
    assert len(fields) >= 60
    assert len({each.property_name for each in fields}) == len(fields)
    assert all(each.property_name.startswith("hw_") and each.description for each in fields)


def test_provision_creates_what_is_missing_once(settings, portal):
    assert len(provision(settings, check=True)) == len(load_field_map())
    assert provision(settings) == {}
    assert portal.definitions["hw_original_channel"]["groupName"] == "headwater"
    assert provision(settings, check=True) == {}


def test_nothing_is_written_before_provisioning(settings, portal):
    publish_table(settings.home, TABLE, [JOHN], COLUMNS)
    report = run_export(settings, "hubspot", "live")
    assert (report.halted, report.sent, portal.bodies) == ("properties_missing", 0, [])


def test_john_has_his_sources(night, portal):
    report = night(JOHN)
    assert (report.accepted, report.fields_written, report.state) == (1, 6, "good")
    assert written(portal) == {
        "hw_original_channel": "Organic Search",
        "hw_lead_channel": "Paid Search",
        "hw_lead_keyword": "rain gauge",
        "hw_lead_touch_at": "2026-03-06T14:00:00Z",
        "hw_touchpoints": "3",
        "hw_is_repeat_customer": "false",
    }


def test_only_changed_fields_are_sent(night, portal):
    night(JOHN)
    assert night(JOHN).sent == 0
    night({**JOHN, "touchpoints": 4})
    assert portal.contacts["101"].writes[1:] == [{"hw_touchpoints": "4"}]


def test_null_never_overwrites(night, portal):
    night(JOHN)
    night({**JOHN, "lead_keyword": None, "original_channel": None})
    assert written(portal)["hw_lead_keyword"] == "rain gauge"
    assert written(portal)["hw_original_channel"] == "Organic Search"


def test_our_own_value_may_be_corrected(night, portal):
    """A6: a device linked later shows an earlier source; the old keyword does not stay with it."""
    night(JOHN)
    night({**JOHN, "original_channel": "Paid Social", "lead_keyword": "(not set)"})
    assert written(portal)["hw_original_channel"] == "Paid Social"
    assert written(portal)["hw_lead_keyword"] == "(not set)"


def test_a_placeholder_never_fills_an_empty_field(night, portal):
    night({**JOHN, "lead_keyword": "(not set)"})
    assert "hw_lead_keyword" not in written(portal)


@pytest.mark.parametrize("field", ["original_channel", "touchpoints"])
def test_what_a_human_changed_stays(night, portal, field):
    night(JOHN)
    written(portal)[f"hw_{field}"] = "7" if field == "touchpoints" else "Friend of the boss"
    changed = {**JOHN, "original_channel": "Paid Social", "touchpoints": 9}
    report = night(changed)
    assert report.protected == 1
    assert written(portal)[f"hw_{field}"] in {"7", "Friend of the boss"}
    assert night(changed).sent == 0
    night(changed, force=True)
    assert written(portal)["hw_original_channel"] == "Paid Social"


def test_a_value_emptied_on_purpose_stays_empty(night, portal):
    night(JOHN)
    written(portal)["hw_lead_keyword"] = ""
    night({**JOHN, "lead_keyword": "rain meter", "touchpoints": 4})
    assert written(portal)["hw_lead_keyword"] == ""


def test_a_value_that_was_there_before_us_stays(night, portal):
    written(portal)["hw_original_channel"] = "Trade show"
    night(JOHN)
    assert written(portal)["hw_original_channel"] == "Trade show"


def test_archived_contacts_are_refused_one_by_one(night, portal):
    portal.contacts["102"].archived = True
    report = night(JOHN, {**JOHN, "lead_id": "102"}, {**JOHN, "lead_id": "999999"})
    assert report.accepted == 1
    assert dict(report.rejected) == {"contact_not_found": 2}
    assert night(JOHN, {**JOHN, "lead_id": "102"}).sent == 0


def test_archived_between_read_and_write(night, portal):
    portal.fault = lambda request: _archive(portal, request)
    report = night(JOHN, {**JOHN, "lead_id": "102"})
    assert (report.accepted, dict(report.rejected)) == (1, {"OBJECT_NOT_FOUND": 1})


def _archive(portal, request):
    if request.path.endswith("update"):
        portal.contacts["102"].archived = True


def test_batches_of_a_hundred(night, portal):
    rows = [{**JOHN, "lead_id": str(number)} for number in range(101, 351)]
    assert night(*rows).accepted == 250
    assert len(portal.bodies) == 3


def test_canary_writes_a_few(night):
    rows = [{**JOHN, "lead_id": str(number)} for number in range(101, 151)]
    assert night(*rows, mode="canary", canary=3).accepted == 3
    assert night(*rows).accepted == 47


def test_one_bad_record_does_not_stop_the_others(night, portal):
    portal.definitions["hw_lead_keyword"]["type"] = "string"
    portal.fault = lambda request: (
        failure(400, "VALIDATION_ERROR", "INVALID_VALUE")
        if request.path.endswith("update") and '"105"' in request.body.decode()
        else None
    )
    rows = [{**JOHN, "lead_id": str(number)} for number in range(101, 111)]
    report = night(*rows)
    assert (report.accepted, dict(report.rejected)) == (9, {"VALIDATION_ERROR": 1})


def test_a_short_burst_limit_is_waited_out(night, portal):
    asked = []

    def once(request):
        asked.append(request)
        return portal.busy() if len(asked) == 1 else None

    portal.fault = once
    assert night(JOHN).accepted == 1


def test_a_spent_daily_quota_stops_until_tomorrow(night, portal):
    spent = failure(429, "RATE_LIMITS", "You have reached your daily limit.", policyName="DAILY")
    portal.fault = lambda request: spent if request.path.endswith("update") else None
    report = night(JOHN)
    assert (report.halted, report.waiting, report.requests) == ("daily_limit", 1, 3)
    portal.fault = lambda request: None
    assert night(JOHN).accepted == 1


def test_a_lost_answer_is_settled_by_reading(night, portal):
    lost = failure(502, "BAD_GATEWAY", "lost")

    def write_and_lose(request):
        if request.path.endswith("update"):
            portal.fault = lambda later: lost if later.path.endswith("update") else None
            portal._update(request)
            return lost
        return None

    portal.fault = write_and_lose
    report = night(JOHN)
    assert (report.halted, report.unknown) == ("unavailable", 1)
    portal.fault = lambda request: None
    report = night(JOHN)
    assert (report.sent, report.unchanged, report.protected) == (0, 1, 0)
    night({**JOHN, "original_channel": "Paid Social"})
    assert written(portal)["hw_original_channel"] == "Paid Social"


def test_an_expired_token_halts_without_dead_rows(night, portal):
    portal.token = "another"
    report = night(JOHN)
    assert (report.halted, dict(report.rejected)) == ("refused", {})
    assert TOKEN not in str(report)


def test_long_text_is_cut_to_the_property(night, portal):
    night({**JOHN, "lead_keyword": "x" * 3000})
    assert len(written(portal)["hw_lead_keyword"]) == 255


def test_an_option_that_the_portal_lacks_is_left_out(night, portal):
    portal.definitions["hw_lead_channel"] |= {
        "type": "enumeration",
        "options": [{"value": "Email"}],
    }
    assert night(JOHN).accepted == 1
    assert "hw_lead_channel" not in written(portal)


def test_render_needs_no_network(settings):
    settings.exports.hubspot.base_url = "http://127.0.0.1:1"
    publish_table(settings.home, TABLE, [JOHN], COLUMNS)
    report = run_export(settings, "hubspot", "render")
    assert (report.eligible, report.requests) == (1, 0)
    assert "Organic Search" in report.sample[0]
