"""Bad input: good rows are kept, bad ones set aside with file, row, column and reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from orchestration.landing.urls import marketing_parameters
from tests.landing.conftest import Installation, event

EVENT_COLUMNS = "event_id,event_at,event_type\n"
GOOD_LINE = "e9,2026-03-02T10:00:00Z,page_view\n"


def received(door: Installation, table: str) -> list[dict]:
    """The private copies of the rows set aside."""
    files = (door.home / "rejects" / "landing" / table).glob("*.jsonl")
    return [json.loads(line) for file in sorted(files) for line in file.read_text().splitlines()]


def test_null_keys_and_wrong_types_name_row_column_and_reason(door: Installation) -> None:
    door.drop("web_events", event(1), event(2, event_id=None), event(3, event_at="x"), event(4))
    report = door.accept()
    counts = report.table("landing", "web_events")
    assert (counts.rows_read, counts.rows_accepted, counts.rows_rejected) == (4, 2, 2)
    assert door.rows("landing/web_events", "event_id") == [("e1",), ("e4",)]
    assert door.rejects() == [
        ("web_events", 2, "event_id", "is empty, and required"),
        ("web_events", 3, "event_at", "is not a time in ISO 8601 (2026-03-02T10:00:00Z)"),
    ]
    assert "2 rows kept aside" in report.lines()[0]
    kept = received(door, "web_events")
    assert [one["row"] for one in kept] == [2, 3]
    assert kept[1]["received"]["event_at"] == "x"
    assert kept[0]["file"] == "landing/web_events/part-0001.jsonl"


def test_the_rows_set_aside_are_private(door: Installation) -> None:
    door.drop("web_events", event(1, event_at="x", email="jane@example.org"))
    door.accept()
    (path,) = (door.home / "rejects").rglob("*.jsonl")
    assert path.stat().st_mode & 0o077 == 0
    assert not any("jane" in str(row) for row in door.rows("door/rejects"))


def test_half_a_gzip_file_is_set_aside_and_read_when_it_is_whole(door: Installation) -> None:
    whole = gzip.compress("".join(json.dumps(event(n)) + "\n" for n in range(2000)).encode())
    path = door.drop_text("web_events/late.jsonl.gz", whole[: len(whole) // 2])
    door.drop("web_events", event(5000))
    report = door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e5000",)]
    assert [(one.file, one.reason) for one in report.set_aside] == [
        (
            "landing/web_events/late.jsonl.gz",
            "gzip that ends in the middle (a broken upload?). Fix: deliver the file again",
        )
    ]
    assert door.rejects()[0][:3] == ("web_events", None, "")
    path.write_bytes(whole)
    assert door.accept().is_clean
    assert len(door.rows("landing/web_events", "event_id")) == 2001


def test_damaged_gzip(door: Installation) -> None:
    content = bytearray(gzip.compress(json.dumps(event(1)).encode() * 500))
    content[40:60] = b"\x00" * 20
    door.drop_text("web_events/bad.jsonl.gz", bytes(content))
    door.drop_text("web_events/none.csv.gz", b"this is no gzip")
    report = door.accept()
    assert ["damaged gzip" in one.reason for one in report.set_aside] == [True, True]


def test_gzip_of_several_members_is_whole(door: Installation) -> None:
    members = [gzip.compress((json.dumps(event(n)) + "\n").encode()) for n in range(3)]
    door.drop_text("web_events/joined.jsonl.gz", b"".join(members))
    assert door.accept().is_clean
    assert len(door.rows("landing/web_events", "event_id")) == 3


def test_a_half_written_last_line_is_set_aside_as_received(door: Installation) -> None:
    lines = [json.dumps(event(n)) for n in (1, 2, 3)]
    door.drop_text("web_events/now.jsonl", "\n\n".join(lines)[:-20])
    report = door.accept()
    assert report.rows_accepted == 2
    assert door.rejects() == [("web_events", 3, "", "is no JSON object with a known field")]
    assert received(door, "web_events")[0]["received"] == lines[2][:-20]


@pytest.mark.parametrize("line", ["{broken", "[1, 2]", '"text"', "5", "null", "{}", '{"a": 1} x'])
def test_lines_that_are_no_event(door: Installation, line: str) -> None:
    door.drop_text("web_events/x.jsonl", json.dumps(event(1)) + "\n" + line + "\n")
    report = door.accept()
    assert (report.rows_accepted, report.rows_rejected) == (1, 1)
    assert door.rejects()[0][1] == 2


def test_csv_lines_with_too_many_or_too_few_values(door: Installation) -> None:
    content = (
        EVENT_COLUMNS + GOOD_LINE + "a,b,c,d\n" + "a\n" + ",2026-03-02,x\n" + "f,2026-03-02,x\n"
    )
    door.drop_text("web_events/x.csv", content)
    report = door.accept()
    counts = report.table("landing", "web_events")
    assert (counts.rows_read, counts.rows_accepted, counts.rows_rejected) == (5, 2, 3)
    assert door.rejects() == [
        ("web_events", 2, "", "Expected Number of Columns: 3 Found: 4"),
        ("web_events", 3, "event_at", "Expected Number of Columns: 3 Found: 1"),
        ("web_events", 4, "event_id", "is empty, and required"),
    ]
    assert received(door, "web_events")[0]["received"].strip() == "a,b,c,d"


def test_bytes_that_are_no_utf8(door: Installation) -> None:
    door.drop_text(
        "web_events/x.csv", (EVENT_COLUMNS + GOOD_LINE).encode() + b"a,2026-03-02,\xff\xfe\n"
    )
    report = door.accept()
    assert (report.rows_accepted, report.rows_rejected) == (1, 1)
    assert "utf-8" in door.rejects()[0][3]


def test_utf16_is_refused_with_the_fix(door: Installation) -> None:
    door.drop_text("web_events/x.csv", (EVENT_COLUMNS + GOOD_LINE).encode("utf-16"))
    (aside,) = door.accept().set_aside
    assert "Fix: save the file as UTF-8" in aside.reason


def test_a_byte_order_mark_is_no_part_of_a_name(door: Installation) -> None:
    door.drop_text("web_events/x.csv", "\ufeff" + EVENT_COLUMNS + GOOD_LINE)
    lines = [json.dumps(event(n)) for n in (1, 2)]
    door.drop_text("web_events/y.jsonl", "\ufeff" + "\n".join(lines))
    door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e2",), ("e9",)]
    assert [row[1] for row in door.rejects()] == [1]
    assert "byte order mark" in door.rejects()[0][3]


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.csv.gz", "x.ndjson"])
def test_empty_files_are_fine(door: Installation, name: str) -> None:
    door.drop_text(f"web_events/{name}", gzip.compress(b"") if name.endswith("gz") else b"")
    door.drop_text("web_events/header.csv", EVENT_COLUMNS)
    report = door.accept()
    assert report.is_clean
    assert report.table("landing", "web_events").files_new == 2
    assert len(door.rows("door/files")) == 2


def test_a_file_without_a_required_column_is_refused_whole(door: Installation) -> None:
    door.drop_text("leads/x.csv", "crm,lead_id,Created\nhubspot,1,2026-01-01\n")
    door.drop("leads", dict(crm="hubspot", lead_id="2", created_at="2026-01-01"))
    report = door.accept()
    (aside,) = report.set_aside
    assert aside.reason.startswith(
        "lacks the required column created_at. It has crm, lead_id, Created."
    )
    assert door.rows("landing/leads", "lead_id") == [("2",)]


def test_json_rows_that_all_lack_a_required_key_refuse_the_file(door: Installation) -> None:
    door.drop("consents", dict(purpose="analytics", state="granted", changed_at="2026-01-01"))
    (aside,) = door.accept().set_aside
    assert "email or phone or visitor_id" in aside.reason


def test_one_of_several_columns_is_required(door: Installation) -> None:
    refund = dict(refunded_at="2026-01-01", amount="1", currency="GBP")
    door.drop(
        "refunds",
        refund | dict(refund_id="by order", order_id="o"),
        refund | dict(refund_id="by deal", crm="hubspot", opportunity_id="1"),
        refund | dict(refund_id="deal without crm", opportunity_id="1"),
    )
    assert door.accept().rows_rejected == 1
    assert door.rows("landing/refunds", "refund_id") == [("by deal",), ("by order",)]
    assert door.rejects()[0][2] == "crm+opportunity_id or order_id"


def test_addresses_that_are_none(door: Installation) -> None:
    click = dict(clicked_at="2026-01-01T00:00:00Z")
    door.drop("email_clicks", click | dict(click_id="1", email="nobody at all"))
    door.drop(
        "consents",
        dict(email="?", phone="?", purpose="analytics", state="denied", changed_at="2026-01-01"),
    )
    door.drop("leads", dict(crm="x", lead_id="1", created_at="2026-01-01", email="?", phone="no"))
    report = door.accept()
    assert (report.rows_accepted, report.rows_rejected) == (1, 2)
    assert door.rows("landing/leads", "email_key", "email_domain", "phone_key") == [(None,) * 3]
    assert [line.split(": ", 2)[2] for line in report.lines()[2:]] == [
        "email: 1 different values are no email",
        "phone: 1 different values are no phone",
    ] * 2


def test_unknown_columns_folders_and_files_are_noticed(door: Installation) -> None:
    door.drop("web_events", event(1, favourite_colour="red"))
    door.drop_text("web_event/x.csv", EVENT_COLUMNS)
    door.drop_text("leads/x.xlsx", b"PK")
    door.drop_text("leads/_draft.csv", b"x")
    lines = door.accept().lines()
    assert any("unknown columns are ignored: favourite_colour" in line for line in lines)
    assert any(line.startswith("landing/web_event: no such table") for line in lines)
    assert any("1 files of no known type" in line and "x.xlsx" in line for line in lines)


def test_one_broken_file_does_not_stop_the_others(door: Installation) -> None:
    good = door.drop("web_events", event(1), fmt="parquet")
    content = good.read_bytes()
    torn = bytearray(content)
    torn[20:60] = bytes(40)
    for name, broken in {"short": content[:-30], "torn": bytes(torn), "empty": b""}.items():
        door.drop_text(f"web_events/{name}.parquet", broken)
    door.drop("web_events", event(2), fmt="parquet", name="zz")
    report = door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e1",), ("e2",)]
    assert {Path(one.file).stem for one in report.set_aside} == {"short", "torn", "empty"}
    assert all("Fix:" in one.reason for one in report.set_aside)


def test_an_unterminated_quote_is_one_reject_that_says_so(door: Installation) -> None:
    door.drop_text(
        "web_events/x.csv", EVENT_COLUMNS + GOOD_LINE + '"e2,2026-03-02,x\ne3,2026-03-02,x\n'
    )
    report = door.accept()
    assert report.rows_accepted == 1
    assert "unterminated quote" in door.rejects()[0][3]


def test_many_rejects_are_counted_and_the_first_kept(
    door: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.landing.rejects.KEPT_PER_FILE", 10)
    door.drop("web_events", *(event(n, event_at="x") for n in range(25)), event(99))
    counts = door.accept().table("landing", "web_events")
    assert (counts.rows_read, counts.rows_accepted, counts.rows_rejected) == (26, 1, 25)
    assert len(door.rejects()) == 10


def test_nothing_personal_passes(door: Installation) -> None:
    door.drop(
        "web_events",
        event(1, email="jane@example.org", phone="020 7946 0018", user_id="jane@example.org",
              page_url="https://u:p@a.example/jane@example.org?email=jane@example.org#jane"),
        event(2, event_at="x", email="jane@example.org"),
    )  # fmt: skip
    door.accept()
    for path in (door.home / "accepted").rglob("*.parquet"):
        content = path.read_bytes()
        assert b"jane" not in content and b"2079460018" not in content and b"7946" not in content


def test_the_click_id_seed_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from orchestration.landing import urls

    monkeypatch.setattr(urls, "CLICK_ID_SEED", tmp_path / "none.csv")
    marketing_parameters.cache_clear()
    with pytest.raises(urls.ClickIdSeedError, match="every click id would be cut"):
        marketing_parameters()
    monkeypatch.undo()
    marketing_parameters.cache_clear()
    assert "gclid" in marketing_parameters()


@pytest.mark.parametrize("name", ["it's", "a [1]", "what?", "50%", "ü", "a*b", 'q"q'])
def test_any_file_name(door: Installation, name: str) -> None:
    for number, fmt in enumerate(("jsonl", "csv", "parquet", "csv.gz")):
        door.drop("web_events", event(number), fmt=fmt, name=name)
    assert door.accept().is_clean
    assert len(door.rows("landing/web_events", "event_id")) == 4


def test_a_full_disk_is_not_blamed_on_a_file(
    door: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.drop("web_events", event(1))
    door.accept()
    door.drop("web_events", event(2))
    monkeypatch.setattr("orchestration.landing.loads.Load.folder", lambda *_: Path("/dev/full"))
    with pytest.raises(Exception, match="/dev/full"):
        door.accept()
    monkeypatch.undo()
    report = door.accept()
    assert report.is_clean
    assert door.rows("landing/web_events", "event_id") == [("e1",), ("e2",)]
