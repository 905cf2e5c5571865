"""What a run tells while it is under way; the command line listens, Dagster does not need to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One line of progress: which step, what it concerns, how it went, and how long it took."""

    step: str
    subject: str
    status: str
    seconds: float = 0.0
    detail: str = ""


_listeners: list[Callable[[Told], None]] = []


def tell(told: Told) -> None:
    """Pass one line on to whoever listens."""
    for listener in _listeners:
        listener(told)


@contextmanager
def listening(listener: Callable[[Told], None]) -> Iterator[None]:
    """Have a function called with every line told inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
