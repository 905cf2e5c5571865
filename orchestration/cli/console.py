"""What people see: progress on a terminal, plain lines in a pipe, one closing table."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console, ConsoleRenderable, RenderableType, RenderHook
from rich.markup import escape
from rich.segment import Segment, Segments
from rich.table import Table as RichTable
from rich.text import Text

from orchestration.progress import Told

# Control characters: a campaign's name must not move the cursor or retitle the window.
_STEERING = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


class _Harmless(RenderHook):
    """Shows control characters that stand in a text as a mark; styles come after it."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Change the texts in place."""
        for text in renderables:
            if isinstance(text, Text):
                text.plain = text.plain.translate(_STEERING)
        return renderables


def _console(**options: Any) -> Console:
    made = Console(highlight=False, soft_wrap=True, **options)
    made.push_render_hook(_Harmless())
    return made


out = _console()
# Tables are as wide as their cells; the screen may break lines, but nothing is cut off.
_wide = _console(width=10_000)
err = _console(stderr=True)

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
                self._live.update(escape(f"{told.step}  {told.subject}"))
            return
        if not self._quiet:
            style = _STYLES.get(told.status, "white")
            detail = f"  {told.detail}" if told.detail else ""
            out.print(f"[{style}]{told.status:<8}[/] {told.step:<22} {told.seconds:>7.1f}s", end="")
            out.print(detail, markup=False)


class Table(RichTable):
    """A table whose cells are shown as they are: names are user input, never markup."""

    def add_row(self, *cells: RenderableType | None, **how: Any) -> None:
        """Add a row of texts."""
        texts = (
            Text(cell.translate(_STEERING)) if isinstance(cell, str) else cell for cell in cells
        )
        super().add_row(*texts, **how)


def table(title: str, *columns: str) -> Table:
    """An empty table in the house style; columns whose name ends in '#' are numbers."""
    made = Table(
        title=title, title_justify="left", header_style="bold", box=None, pad_edge=False,
        padding=(0, 2, 0, 0),
    )  # fmt: skip
    for column in columns:
        justify = "right" if column.endswith("#") else "left"
        made.add_column(column.rstrip("#"), justify=justify, no_wrap=True)
    return made


def show(made: Table) -> None:
    """Print a table as wide as it is: a narrow screen or a pipe cuts nothing off.

    No line ends in blanks: where the screen breaks it they would be lines of nothing.
    """
    for line in _wide.render_lines(made, pad=False):
        last = next((n for n in range(len(line), 0, -1) if line[n - 1].text.strip()), 0)
        kept = [*line[: last - 1], line[last - 1]._replace(text=line[last - 1].text.rstrip())]
        _wide.print(Segments([*(kept if last else []), Segment.line()]), end="")


def print_json(facts: object) -> None:
    """Print JSON on one line in a pipe, coloured and indented for a person."""
    text = json.dumps(facts, default=str)
    if out.is_terminal:
        out.print_json(text)
    else:
        out.print(text, markup=False)


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
