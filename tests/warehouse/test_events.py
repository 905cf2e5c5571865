"""Which of dbt's events are fired while it builds."""

from __future__ import annotations

from dbt.events.types import NodeFinished
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager_client import get_event_manager
from dbt_common.events.types import Note

from orchestration.settings import Settings
from orchestration.warehouse.dbt import Node, build
from orchestration.warehouse.events import sparing_events


def test_debug_lines_are_not_fired_what_is_waited_for_is() -> None:
    heard = []
    before = get_event_manager()
    with sparing_events():
        manager = get_event_manager()
        manager.add_callback(lambda event: heard.append((event.info.name, event.info.level)))
        for level in (EventLevel.DEBUG, EventLevel.INFO, EventLevel.WARN, EventLevel.ERROR):
            manager.fire_event(Note(msg="words"), level)
        manager.fire_event(Note(msg="words"), level=EventLevel.DEBUG)
        manager.fire_event(NodeFinished())

    assert heard == [
        ("Note", "info"),
        ("Note", "warn"),
        ("Note", "error"),
        ("NodeFinished", "debug"),
    ]
    assert get_event_manager() is before


def test_progress_and_log_tell_of_every_node(settings: Settings) -> None:
    told: list[Node] = []
    report = build(settings, on_node=told.append)

    assert {node.name for node in told} == {node.name for node in report.nodes}
    log = (settings.logs_dir / "dbt.log").read_text(encoding="utf-8")
    for node in report.nodes:
        assert node.name in log
