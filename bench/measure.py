"""Runs one piece of work in a process of its own and watches what it takes.

CPU is user plus system seconds of the process and all it started; memory the largest resident
size of that whole tree; spill the largest size of its temporary folders. Memory and spill are
sampled five times a second and at the end of each stage. A piece of work may name its stages as
it goes: each then has figures of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

SAMPLE_SECONDS = 0.2


@dataclass
class Figure:
    """One stage: seconds of wall and CPU, peaks of memory and spill in MB."""

    stage: str
    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    spill: float = 0.0

    def add(self, other: Figure) -> None:
        """Take another stretch of the same stage into this one."""
        self.wall += other.wall
        self.cpu += other.cpu
        self.peak = max(self.peak, other.peak)
        self.spill = max(self.spill, other.spill)

    def as_json(self) -> dict[str, Any]:
        """The figure with numbers as they are worth keeping."""
        kept = asdict(self)
        return {name: round(x, 2) if isinstance(x, float) else x for name, x in kept.items()}


class WorkFailed(Exception):
    """The work raised or was killed: its traceback, and the stages that it had ended by then."""

    def __init__(self, message: str, figures: list[Figure]) -> None:
        super().__init__(message)
        self.figures = figures


Mark = Callable[[str], None]


def measured(
    work: Callable[..., Any], *arguments: Any, spill_in: tuple[Path, ...] = ()
) -> tuple[list[Figure], Any]:
    """Call `work(mark, *arguments)` in a fresh process; returns its stages and its answer.

    `mark("name")` says that everything since the mark before belongs to that stage; stages of
    one name are added up. Raises WorkFailed when the work raises.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_call, args=(sender, work, arguments))
    child.start()
    sender.close()
    figures: dict[str, Figure] = {}
    peak = spill = 0.0
    while True:
        peak = max(peak, _tree_memory(child.pid))
        spill = max(spill, sum(_size(folder) for folder in spill_in))
        if not receiver.poll(SAMPLE_SECONDS):
            continue
        try:
            kind, *told = receiver.recv()
        except EOFError:
            child.join()
            killed = f"{work.__name__} was killed ({child.exitcode})"
            raise WorkFailed(killed, list(figures.values())) from None
        if kind == "stage":
            name, wall, cpu = told
            peak = max(peak, _tree_memory(child.pid))
            figure = Figure(name, wall, cpu, peak, spill)
            figures.setdefault(name, Figure(name)).add(figure)
            peak = spill = 0.0
            continue
        child.join()
        if kind == "failed":
            raise WorkFailed(told[0], list(figures.values()))
        return list(figures.values()), told[0]


def _call(sender: Any, work: Callable[..., Any], arguments: tuple) -> None:
    last = [time.monotonic(), _cpu_seconds()]

    def mark(stage: str) -> None:
        now = [time.monotonic(), _cpu_seconds()]
        sender.send(("stage", stage, now[0] - last[0], now[1] - last[1]))
        last[:] = now

    try:
        sender.send(("done", work(mark, *arguments)))
    except BaseException:
        sender.send(("failed", traceback.format_exc()))


def _cpu_seconds() -> float:
    """Of this process and of every process that it started and that has ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in spent)


def _tree_memory(pid: int | None) -> float:
    total = 0
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.Error):
                total += process.memory_info().rss
    return total / 2**20


def _size(folder: Path) -> float:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.stat(os.path.join(place, name)).st_size
    return total / 2**20
