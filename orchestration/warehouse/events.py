"""What dbt tells while it works, without its debug lines: thousands a night, a tenth of its CPU.

dbt builds each of them whole before it looks at the level that somebody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dbt_common.events import event_manager_client
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

# The one debug event that somebody waits for: the night's progress is made of it.
WAITED_FOR = "NodeFinished"


class SparingEvents(EventManager):
    """dbt's own events, but of debug events only the one that is waited for."""

    def fire_event(
        self, e: BaseEvent, level: EventLevel | None = None, *rest: Any, **named: Any
    ) -> None:
        """Tell loggers and callbacks of the event, if anybody wants it."""
        is_debug = (level or e.level_tag()) == EventLevel.DEBUG
        if not is_debug or type(e).__name__ == WAITED_FOR:
            super().fire_event(e, level, *rest, **named)


@contextmanager
def sparing_events() -> Iterator[None]:
    """Within it dbt fires no event that nobody waits for."""
    before = event_manager_client.get_event_manager()
    event_manager_client.ctx_set_event_manager(SparingEvents())
    try:
        yield
    finally:
        event_manager_client.ctx_set_event_manager(before)
