"""What people see: progress on a terminal, plain lines in a pipe, one closing table."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from orchestration.progress import Told

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_STYLES = {"good": "green", "failed": "red", "partial": "yellow", "off": "dim", "warn": "yellow"}


class Progress:
    """Prints one line per step; on a terminal a status line shows the node under way."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = out.status("starting") if out.is_terminal and not quiet else None

    def __enter__(self) -> Progress:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, told: Told) -> None:
        """Show one line of progress; nodes of the build only move the status line."""
        if told.subject:
            if self._live:
                self._live.update(f"{told.step}  {told.subject}")
            return
        if not self._quiet:
            style = _STYLES.get(told.status, "white")
            detail = f"  {told.detail}" if told.detail else ""
            out.print(f"[{style}]{told.status:<8}[/] {told.step:<22} {told.seconds:>7.1f}s", end="")
            out.print(detail, markup=False)


def table(title: str, *columns: str) -> Table:
    """An empty table in the house style; columns whose name ends in '#' are numbers."""
    made = Table(title=title, title_justify="left", header_style="bold", box=None, padding=(0, 2))
    for column in columns:
        made.add_column(column.rstrip("#"), justify="right" if column.endswith("#") else "left")
    return made


def fail(message: str) -> None:
    """Print an error for people, on stderr."""
    err.print(message, style="red", markup=False)


def is_terminal() -> bool:
    """Whether a person watches."""
    return sys.stdout.isatty()


def print_node(node: object) -> None:
    """One plain line per finished dbt node, for `headwater build`."""
    name, status = getattr(node, "name", ""), getattr(node, "status", "")
    seconds = getattr(node, "seconds", 0.0)
    style = "red" if status in {"error", "fail"} else "white"
    out.print(f"{status:<8} {name:<60} {seconds:>7.2f}s", style=style, markup=False)
