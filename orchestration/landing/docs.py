"""Renders docs/landing-tables.md from the contracts: `python -m orchestration.landing.docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orchestration.landing.contracts import Column, System, Table, load_contracts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "landing-tables.md"
PLACES = {
    "landing": "Drop files into `landing/<table>/` (any depth of folders below).",
    "raw": "Written by our own connector to `landing/raw/{name}/<table>/`.",
    "connector": (
        "Drop files as `landing/connector/{name}/<table>.csv` (or `.parquet`, `<table>_data.csv`, "
        "`<table>-2026-03.csv`, or any file in a folder of that name)."
    ),
}
INTRODUCTION = """\
# Landing tables

<!-- Written by `python -m orchestration.landing.docs` from orchestration/landing/contracts/. -->

Anyone can feed Headwater by dropping files. Formats: `.parquet`, `.csv`, `.csv.gz`, `.jsonl`,
`.jsonl.gz`, `.ndjson`, `.ndjson.gz`. Column order is free, names ignore case, unknown columns are
ignored with a notice, missing optional columns are null. Names that begin with `.` or `_` are
skipped. CSV may be separated by comma, semicolon, tab or bar; text is UTF-8.

| type | what is read | what is not |
|---|---|---|
| timestamp | ISO 8601 with offset, else UTC: `2026-03-02T10:00:00Z` | row rejected |
| timestamp_or_date | the same, or a date alone: `2026-03-02` | row rejected |
| date | `2026-03-02` | row rejected |
| decimal | `1234.56`, also `1,234.56`; six decimals (rates twelve) | row rejected |
| integer, double, boolean, json | `12`, `0.5`, `true` or `yes` or `1`, JSON | null, counted |
| email | an address, or the SHA-256 of one; kept as keyed hash and domain | null, counted |
| phone | international, or national in `default_phone_region`; kept as keyed hash | null, counted |
| url | host, path and marketing parameters are kept, e-mail addresses cut | |
| text, id | text; an id that is an e-mail address is hashed | |

A **bold** column is required: a row in which it is empty or unreadable is rejected, a file that
lacks it is refused whole. Rejected rows are kept as received in `rejects/` (readable by this user
alone), and listed with file, row, column and reason in `accepted/door/rejects`.

**Files are only added.** Each is read once. When the same path gets other content, its former rows
are replaced by the new ones (an unreadable new version replaces nothing); a file that disappears
keeps its rows. A file counts as unchanged while its size and modification time are. Half of a gzip
file is set aside and read once it is whole.

Every table also takes `extracted_at` (timestamp: when this version of the row was read). Without
it the time counts at which the file was first seen. It decides which of several versions of a key
is the newest.
"""


def page() -> str:
    """The whole page."""
    systems = sorted(load_contracts().values(), key=lambda one: (one.kind != "landing", one.name))
    return INTRODUCTION + "".join("".join(_system(system)) for system in systems)


def _system(system: System) -> Iterator[str]:
    place = PLACES[system.kind].format(name=system.name)
    yield f"\n## {system.name}\n\n{system.description} {place}\n"
    for table in system.tables.values():
        yield "".join(_table(table))


def _table(table: Table) -> Iterator[str]:
    yield f"\n### {table.name}\n\n{table.description} Key: {', '.join(table.key)}.\n"
    if table.one_of:
        groups = " or ".join(" with ".join(group) for group in table.one_of)
        yield f"Every row needs {groups}.\n"
    yield "\n| column | type | meaning |\n|---|---|---|\n"
    yield from (_line(column) for column in table.columns)


def _line(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    meaning = column.description.replace("|", "\\|")
    return f"| {name} | {column.type} | {meaning} |\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
