"""How each kind of file is read: leniently, as text where the file holds text, by the engine.

Files of one kind with the same columns are read by one statement.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Literal

import duckdb

Format = Literal["parquet", "csv", "json"]

SUFFIXES: dict[str, Format] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".jsonl": "json",
    ".jsonl.gz": "json",
    ".ndjson": "json",
    ".ndjson.gz": "json",
}
DELIMITERS = ",;\t|"
SAMPLE_ROWS = 1000  # rows of an NDJSON file whose keys stand for the file's columns
MAX_OBJECT_BYTES = 16 * 1024 * 1024  # a longer line is no event any more


class UnreadableFile(ValueError):
    """A file cannot be read at all; the message says why and the fix."""


@dataclass(frozen=True)
class Layout:
    """What a file looks like: its format and its columns with their SQL types, in file order."""

    format: Format
    columns: tuple[tuple[str, str], ...]
    delimiter: str = ","
    is_gzip: bool = False

    def find(self, name: str) -> tuple[str, str] | None:
        """(name, type) of the column of that name, whatever its case."""
        wanted = name.lower()
        return next((one for one in self.columns if one[0].strip().lower() == wanted), None)

    def variants(self, name: str) -> list[str]:
        """Columns that hold values of another type than the column's first, as dlt adds them."""
        prefix = f"{name.lower()}__v_"
        return [column for column, _ in self.columns if column.lower().startswith(prefix)]


def format_of(path: Path) -> Format | None:
    """The format a file's name promises; None for files that are not ours."""
    name = path.name.lower()
    if name.startswith((".", "_")):
        return None
    return next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), None)


def is_gzip(path: Path) -> bool:
    """Whether a file's name promises gzip."""
    return path.name.lower().endswith(".gz")


def layout_of(path: Path, connection: duckdb.DuckDBPyConnection) -> Layout:
    """The layout of a file; raises UnreadableFile."""
    kind = format_of(path)
    try:
        if kind == "parquet":
            return _parquet_layout(path, connection)
        if kind == "csv":
            return _csv_layout(path)
        return _json_layout(path)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, duckdb.Error) as error:
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableFile(
            f"not a readable {kind} file ({first_line}). Fix: write the file again"
        ) from error


def relation(layout: Layout, paths: Sequence[Path], columns: Sequence[str]) -> str:
    """SQL that reads files of one layout; always gives a column `filename` beside `columns`.

    `columns` name what an NDJSON reader looks for; other formats know their own columns.
    """
    # Said, not guessed: the engine takes a ? in a name for the end of it.
    compression = f"compression = '{'gzip' if layout.is_gzip else 'uncompressed'}'"
    files = "[" + ", ".join(literal_path(path) for path in paths) + "]"
    if layout.format == "parquet":
        return f"read_parquet({files}, filename = true, hive_partitioning = false)"
    if layout.format == "json":
        fields = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns)
        return (
            f"read_json({files}, format = 'newline_delimited', ignore_errors = true, "
            f"columns = {{{fields}}}, maximum_object_size = {MAX_OBJECT_BYTES}, {compression}, "
            "filename = true, hive_partitioning = false)"
        )
    fields = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name, _ in layout.columns)
    return (
        f"read_csv({files}, auto_detect = false, header = true, "
        f"delim = {quoted(layout.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{fields}}}, store_rejects = true, {compression}, "
        "filename = true, hive_partitioning = false)"
    )


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def literal_path(path: Path) -> str:
    """A SQL literal of exactly this path: the engine reads *, ? and [ in a path as patterns."""
    return quoted(re.sub(r"([*?\[])", r"[\1]", str(path)))


def lines_of(path: Path, numbers: Sequence[int]) -> dict[int, str]:
    """The given non-empty lines (counted from 1) of a text file, as received."""
    wanted = set(numbers)
    with _open_text(path) as file:
        filled = (line for line in file if line.strip())
        last = max(wanted, default=0)
        return {n: line for n, line in enumerate(islice(filled, last), start=1) if n in wanted}


def starts_with_mark(path: Path) -> bool:
    """Whether a text file begins with a byte order mark."""
    with _opener(path)(path, "rb") as file:
        return bool(file.read(3) == codecs.BOM_UTF8)


def _parquet_layout(path: Path, connection: duckdb.DuckDBPyConnection) -> Layout:
    rows = connection.execute(
        f"describe select * from read_parquet({literal_path(path)}, hive_partitioning = false)"
    ).fetchall()
    return Layout("parquet", tuple((name, kind) for name, kind, *_ in rows))


def _csv_layout(path: Path) -> Layout:
    with _open_text(path) as file:
        first = file.readline()
        if "\x00" in first:
            raise UnreadableFile("not UTF-8 (it looks like UTF-16). Fix: save the file as UTF-8")
        delimiter = max(DELIMITERS, key=first.count)
        header = next(csv.reader(_rest(first, file), delimiter=delimiter), [])
    names: list[str] = []
    for position, name in enumerate(header, start=1):
        taken = {other.lower() for other in names}
        text = name.strip() or f"column_{position}"
        names.append(text if text.lower() not in taken else f"{text}_{position}")
    return Layout("csv", tuple((name, "VARCHAR") for name in names), delimiter, is_gzip(path))


def _rest(first: str, file: io.TextIOBase) -> Iterator[str]:
    yield first
    yield from file


def _json_layout(path: Path) -> Layout:
    names: dict[str, None] = {}
    with _open_text(path) as file:
        for line in islice(file, SAMPLE_ROWS):
            try:
                record = json.loads(line)
            except ValueError:
                continue  # a bad line is the row's fault, not the file's
            if isinstance(record, dict):
                names.update(dict.fromkeys(record))
    # The engine knows no difference between `Email` and `email`: the first spelling stands.
    first = {name.lower(): name for name in reversed(names)}
    columns = tuple((name, "VARCHAR") for name in names if first[name.lower()] == name)
    return Layout("json", columns, is_gzip=is_gzip(path))


def _open_text(path: Path) -> io.TextIOWrapper:
    opened = _opener(path)(path, "rb")
    return io.TextIOWrapper(opened, encoding="utf-8-sig", errors="replace", newline="")


def _opener(path: Path) -> Callable[[Path, str], IO[bytes]]:
    return gzip.open if is_gzip(path) else open  # type: ignore[return-value]
