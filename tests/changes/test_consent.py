"""Which change of a journey is put down to consent, on a handful of rows."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.rules.project_sql import ProjectSql
from orchestration.settings import PROJECT_DIR

MODELS = [
    "int_touch_changes", "int_unconsented_touchpoints", "int_restated_persons",
    "int_journey_changes",
]  # fmt: skip
PROJECT = ProjectSql(PROJECT_DIR)
SESSION = PROJECT.macro("surrogate_key", ["'v'", "timestamp '2026-05-04 12:00:00'", "'e1'"])
CALL = PROJECT.macro("surrogate_key", ["'call'", "'c1'"])
# One sale of Ann. Her journey was a session and a call, now it is what `tonight` lists.
BEFORE = f"""
    create table int_credit_differences as select 'sale' as conversion_id;
    create table fct_conversions as
        select 'sale' as conversion_id, 'sale' as journey_conversion_id, 'ann' as person_id;
    create table stg_history__conversions as from fct_conversions;
    create table stg_history__touchpoints as
        select *, 'ann' as person_id, 'Direct' as channel, 'none' as evidence from (values
            ({SESSION}, timestamp '2026-05-04 12:00:00'), ({CALL}, timestamp '2026-05-05 12:00:00'),
            ('first', timestamp '2026-05-01 12:00:00')
        ) as touches (touchpoint_id, touchpoint_at);
    create table stg_history__journeys as
        select 'sale' as conversion_id, touchpoint_id, '' as milestones
        from stg_history__touchpoints;
    create table excluded_events as
        select 'e1' as event_id, 'v' as visitor_id, timestamp '2026-05-04 12:00:00' as event_at,
            '' as reason;
    create table int_unconsented_records as select '' as record_type, '' as record_id where false;
    create table stg_landing__consents
        (visitor_id text, email_key text, phone_key text, purpose text, extracted_at timestamp);
    create table int_consents (subject_kind text, subject text, purpose text, state text);
    create table stg_history__tonight as select timestamp '2026-06-01' as last_run_at;
    create table int_person_keys as select 'e:mail' as key, 'ann' as person_id;
    create table int_visitor_persons as select 'v' as visitor_id, 'ann' as person_id;
    create table fct_touchpoints as from stg_history__touchpoints;
"""


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(BEFORE)
        yield connection


def by_consent(engine: duckdb.DuckDBPyConnection) -> bool | None:
    """Whether the sale's journey changed by consent; None if it did not change at all."""
    engine.execute(
        "create table int_journey_marks as "
        "select 'sale' as conversion_id, touchpoint_id, '' as milestones from fct_touchpoints"
    )
    PROJECT.build(engine, MODELS)
    rows = engine.execute("select has_other_consents from int_journey_changes").fetchall()
    return rows[0][0] if rows else None


def test_nothing_changed(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("update excluded_events set reason = 'no_consent'")
    assert by_consent(engine) is None


@pytest.mark.parametrize(("reason", "expected"), [("no_consent", True), ("bot", False)])
def test_a_session_that_is_gone(
    engine: duckdb.DuckDBPyConnection, reason: str, expected: bool
) -> None:
    engine.execute(f"delete from fct_touchpoints where touchpoint_id = {SESSION}")
    engine.execute("update excluded_events set reason = ?", [reason])
    assert by_consent(engine) is expected


@pytest.mark.parametrize("record", ["c1", "c2"])
def test_a_call_that_is_gone(engine: duckdb.DuckDBPyConnection, record: str) -> None:
    engine.execute(f"delete from fct_touchpoints where touchpoint_id = {CALL}")
    engine.execute("insert into int_unconsented_records values ('call', ?)", [record])
    assert by_consent(engine) is (record == "c1")


@pytest.mark.parametrize(
    ("subject", "landed_on", "expected"),
    [("v", "2026-06-02", True), ("v", "2026-05-20", False), ("w", "2026-06-02", False)],
)
def test_a_session_that_came_back(
    engine: duckdb.DuckDBPyConnection, subject: str, landed_on: str, expected: bool
) -> None:
    """A word on somebody's consent since the last night, and a denial among what is known."""
    engine.execute("delete from stg_history__touchpoints where touchpoint_id <> 'first'")
    engine.execute("delete from stg_history__journeys where touchpoint_id <> 'first'")
    engine.execute(
        "insert into stg_landing__consents values ('v', null, null, 'analytics', ?)", [landed_on]
    )
    engine.execute(
        "insert into int_consents values ('visitor', ?, 'analytics', 'denied')", [subject]
    )
    assert by_consent(engine) is expected
