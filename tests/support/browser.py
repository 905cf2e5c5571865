"""Where the browser of the tests is: Debian's Chromium, or any other that the machine has."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


MISSING = (
    f"no browser — looked for {', '.join(NAMES)} — the report cannot be tested — "
    "FIX: apt-get install chromium fonts-dejavu-core, as root"
)


def find() -> str | None:
    """Path of the browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def path() -> str:
    """Path of the browser; a test without one fails with the way out, it does not pass unseen."""
    found = find()
    assert found, MISSING
    return found
