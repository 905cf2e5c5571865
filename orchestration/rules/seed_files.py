"""Seeds as files: what their YAML promises of them, and their rows with line numbers."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import yaml


@dataclass(frozen=True)
class SeedColumn:
    """What the YAML says of a column; `allowed` empty means any, `reference` is (seed, column)."""

    name: str
    type: str = "varchar"
    is_required: bool = False
    is_unique: bool = False
    allowed: tuple[str, ...] = ()
    reference: tuple[str, str] | None = None


@dataclass(frozen=True)
class SeedRow:
    """One row: its (last) line in the file and its trimmed values."""

    line: int
    values: dict[str, str]


@dataclass
class SeedFile:
    """A seed on disk; `width_problems` are (line, number of values found)."""

    name: str
    path: Path
    columns: dict[str, SeedColumn]
    header: list[str] = field(default_factory=list)
    rows: list[SeedRow] = field(default_factory=list)
    width_problems: list[tuple[int, int]] = field(default_factory=list)

    def values(self, column: str) -> list[str]:
        """The values of a column that are not empty."""
        return [row.values[column] for row in self.rows if row.values.get(column)]


def read_seeds(project_dir: Path) -> dict[str, SeedFile]:
    """Every seed that YAML or a file names; a seed without its file has no header."""
    folder = Path(project_dir) / "seeds"
    declared: dict[str, dict[str, SeedColumn]] = {}
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for seed in content.get("seeds", []):
            declared[seed["name"]] = _columns(seed)
    names = sorted(set(declared) | {path.stem for path in folder.glob("*.csv")})
    return {name: _read(name, folder / f"{name}.csv", declared.get(name, {})) for name in names}


def _columns(seed: dict) -> dict[str, SeedColumn]:
    types = seed.get("config", {}).get("column_types", {})
    filled = {
        column
        for test in seed.get("data_tests", [])
        for column in test.get("never_null", {}).get("arguments", {}).get("columns", [])
    }
    return {
        column["name"]: _column(
            column, types.get(column["name"], "varchar"), column["name"] in filled
        )
        for column in seed.get("columns", [])
    }


def _column(column: dict, type_name: str, is_filled: bool) -> SeedColumn:
    names = {test for test in column.get("data_tests", []) if isinstance(test, str)}
    is_key = "primary_key" in names
    arguments = {
        name: body.get("arguments", {})
        for test in column.get("data_tests", [])
        if isinstance(test, dict)
        for name, body in test.items()
    }
    target = arguments.get("relationships", {})
    seed = target.get("to", "").removeprefix("ref('").removesuffix("')")
    return SeedColumn(
        name=column["name"],
        type=type_name,
        is_required=is_filled or is_key or "not_null" in names,
        is_unique=is_key or "unique" in names,
        allowed=tuple(
            str(value) for value in arguments.get("accepted_values", {}).get("values", [])
        ),
        reference=(seed, target["field"]) if seed else None,
    )


def _read(name: str, path: Path, columns: dict[str, SeedColumn]) -> SeedFile:
    seed = SeedFile(name, path, columns)
    if not path.exists():
        return seed
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        seed.header = [column.strip() for column in next(reader, [])]
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if len(values) != len(seed.header):
                seed.width_problems.append((reader.line_num, len(values)))
                continue
            trimmed = dict(zip(seed.header, (value.strip() for value in values), strict=True))
            seed.rows.append(SeedRow(reader.line_num, trimmed))
    return seed
