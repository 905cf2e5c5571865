"""Runs one export in a process of its own and dies at a named point, as by kill -9."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from orchestration.exports import run_export
from tests.exports.support import google_settings
from tests.exports.test_hubspot import hubspot_settings


def main(destination: str, home: str, address: str, point: str, occurrence: int) -> None:
    passed = []

    def checkpoint(name: str) -> None:
        passed.append(name)
        if name == point and passed.count(point) == occurrence:
            os.kill(os.getpid(), signal.SIGKILL)

    make = google_settings if destination == "google_data_manager" else hubspot_settings
    settings = make(Path(home), address)
    if destination == "google_data_manager":
        settings.exports.google_data_manager.batch_size = 10
    else:
        settings.exports.hubspot.batch_size = 10
    run_export(settings, destination, "live", checkpoint=checkpoint)


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
