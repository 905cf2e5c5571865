"""Makes sure that there is a browser for the tests: uses the one at hand, else Debian's package.

Run by `make test`. Python's own package of a browser downloads from elsewhere, apt does not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support import browser

PACKAGES = ("chromium", "fonts-dejavu-core")


def main() -> int:
    """Find or install; 0 when there is a browser afterwards."""
    found = browser.find()
    if found is None:
        prefix = _as_root()
        if prefix is not None:
            _install(prefix)
            found = browser.find()
    if found is None:
        print(browser.MISSING, file=sys.stderr)
        return 1
    print(f"browser for the tests: {found}")
    return 0


def _as_root() -> list[str] | None:
    """What stands before a command so that apt may install; None where it may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _install(prefix: list[str]) -> None:
    """Install the packages; what goes wrong is in apt's own words on the screen."""
    print(f"installing {' and '.join(PACKAGES)} for the tests of the report")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # An outdated list is no reason to stop: the package may be in it all the same.
    subprocess.run([*prefix, *quiet, "update"], check=False)
    subprocess.run(
        [*prefix, *quiet, "install", "-y", "--no-install-recommends", *PACKAGES], check=False
    )


if __name__ == "__main__":
    sys.exit(main())
