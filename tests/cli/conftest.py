"""The command line inside this process, on the home that a real night has left."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest

from orchestration.cli import main
from tests.support.small_company import NOW
from tests.support.small_home import Ended, SmallHome, small

__all__ = ["small"]

Headwater = Callable[..., Ended]


@pytest.fixture
def headwater(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Headwater:
    """Run a command as the console script would; in an empty home unless the test names another."""
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEADWATER_NOW", NOW)

    def run(*arguments: str, **settings: str) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["headwater", *arguments])
        with pytest.raises(SystemExit) as left:
            main.run()
        told = capsys.readouterr()
        return Ended(int(left.value.code or 0), told.out, told.err)

    return run


@pytest.fixture
def night(small: SmallHome, headwater: Headwater, monkeypatch: pytest.MonkeyPatch) -> Headwater:
    """The same commands in the home of the small company, after its first night."""
    small.restore("base")
    monkeypatch.setenv("HEADWATER_HOME", str(small.home))
    return headwater


@pytest.fixture
def terminal(small: SmallHome) -> Iterator[Callable[..., str]]:
    """Everything that a real process writes to a terminal of eighty columns."""
    small.restore("base")

    def run(*arguments: str, **settings: str) -> str:
        ours, theirs = pty.openpty()
        ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        # pytest's own environment says nothing about what the terminal can do.
        neutral = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE")
        environment = {key: value for key, value in os.environ.items() if key not in neutral}
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli.main", *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=small.project,
            env={**environment, "TERM": "xterm-256color", "PYTHONPATH": str(small.project),
                 "HEADWATER_HOME": str(small.home), **small.settings, **settings},
        )  # fmt: skip
        os.close(theirs)
        written = bytearray()
        try:
            while block := os.read(ours, 65536):
                written += block
        except OSError:
            pass  # Linux says EIO when the last writer has gone
        finally:
            os.close(ours)
            process.wait(timeout=60)
        return written.decode().replace("\r\n", "\n")

    yield run
