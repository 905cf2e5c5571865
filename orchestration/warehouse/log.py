"""dbt's log, kept by us: what dbt's own file handler spends on the lines nobody asked for is much.

It renders and scrubs every debug line before it looks at the level. Here a line costs something
only when it is written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from orchestration.resources.answers import redact

LEVELS = {"info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
MAX_BYTES = 10 * 1024**2
FILES_KEPT = 5


@contextmanager
def dbt_log(folder: Path) -> Iterator[Callable[[Any], None]]:
    """A listener for dbt's events that writes `dbt.log` in `folder`, from info upwards."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "dbt.log", maxBytes=MAX_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s [%(levelname)-5s] %(message)s"))

    def heard(event: Any) -> None:
        level = LEVELS.get(str(event.info.level))
        if level is not None and event.info.msg.strip():
            text = redact(event.info.msg) if level > logging.INFO else event.info.msg
            handler.handle(logging.LogRecord("dbt", level, "", 0, text, None, None))

    try:
        yield heard
    finally:
        handler.close()
