"""What any seed is checked for: columns, types, required, unique and allowed values, patterns."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import duckdb

from orchestration.rules.problems import Problem, did_you_mean
from orchestration.rules.seed_files import SeedColumn, SeedFile, SeedRow

# Rows that are one together, beside the columns that are unique alone.
COMPOSITE_KEYS = {
    "ai_assistants": ("host", "path_prefix"),
    "custom_model_rules": ("attribution_model", "rule_order"),
    "crm_stages": ("crm", "object_type", "pipeline", "stage"),
    "export_actions": ("destination", "action"),
    "internal_traffic": ("kind", "value"),
    "search_engines": ("host", "path_prefix"),
}


def check_seed(seed: SeedFile, seeds: dict[str, SeedFile]) -> Iterator[Problem]:
    """Every problem of one seed, in the order of its file."""
    if not seed.header:
        yield Problem(
            "E220",
            _file(seed),
            0,
            seed.name,
            "the seed has no file, or an empty one",
            "restore the file",
        )
        return
    yield from _check_header(seed)
    for line, width in seed.width_problems:
        yield Problem(
            "E222",
            _file(seed),
            line,
            f"{width} values",
            f"the header has {len(seed.header)} columns",
            "quote values that hold a comma, and give every column its place",
        )
    for column in seed.columns.values():
        if column.name in seed.header:
            yield from _check_values(seed, column, seeds)
    yield from _check_duplicates(seed)
    yield from _check_patterns(seed)


def _file(seed: SeedFile) -> str:
    return f"seeds/{seed.path.name}"


def _check_header(seed: SeedFile) -> Iterator[Problem]:
    for name in seed.header:
        if seed.columns and name not in seed.columns:
            # It is loaded and read by nothing; a misspelled column is reported as missing as well.
            fix = did_you_mean(name, seed.columns)
            yield Problem("E221", _file(seed), 1, name, "no such column", fix, blocks=False)
    for name in seed.columns:
        if name not in seed.header:
            yield Problem(
                "E221", _file(seed), 1, name, "the column is missing", f"add {name} to the header"
            )


def _check_values(
    seed: SeedFile, column: SeedColumn, seeds: dict[str, SeedFile]
) -> Iterator[Problem]:
    allowed, source = column.allowed, "the values of this column"
    if column.reference and column.reference[0] in seeds:
        target, field = column.reference
        allowed, source = tuple(seeds[target].values(field)), f"{target}.{field}"
    for row in seed.rows:
        value = row.values[column.name]
        if not value:
            if column.is_required:
                yield Problem(
                    "E223",
                    _file(seed),
                    row.line,
                    column.name,
                    "the value is missing",
                    f"give {column.name}",
                )
        elif not _has_type(value, column.type):
            yield Problem(
                "E224",
                _file(seed),
                row.line,
                value,
                f"{column.name} is no {column.type}",
                {"boolean": "write true or false", "integer": "write a whole number"}.get(
                    column.type, "write a number"
                ),
            )
        elif allowed and value not in allowed:
            yield Problem(
                "E225",
                _file(seed),
                row.line,
                value,
                f"{column.name} is not in {source}",
                did_you_mean(value, allowed),
            )


def _has_type(value: str, type_name: str) -> bool:
    if type_name == "boolean":
        return value.lower() in ("true", "false")
    if type_name in ("integer", "bigint"):
        return value.removeprefix("-").isdigit()
    if type_name.startswith(("decimal", "double")):
        try:
            return Decimal(value).is_finite()
        except InvalidOperation:
            return False
    return True


def _check_duplicates(seed: SeedFile) -> Iterator[Problem]:
    keys = [(column.name,) for column in seed.columns.values() if column.is_unique]
    if seed.name in COMPOSITE_KEYS:
        keys.append(COMPOSITE_KEYS[seed.name])
    for key in keys:
        if not set(key) <= set(seed.header):
            continue
        seen: dict[tuple[str, ...], SeedRow] = {}
        for row in seed.rows:
            value = tuple(
                row.values[name] if name.endswith("pattern") else row.values[name].lower()
                for name in key
            )
            if any(value) and value in seen:
                yield Problem(
                    "E226",
                    _file(seed),
                    row.line,
                    ", ".join(row.values[name] for name in key),
                    f"{' and '.join(key)} stand in line {seen[value].line} already",
                    "remove or renumber one of the two",
                )
            seen.setdefault(value, row)


def _check_patterns(seed: SeedFile) -> Iterator[Problem]:
    """Patterns are tried on the engine that will read them: its syntax, not Python's, decides."""
    names = [name for name in seed.header if name == "pattern" or name.endswith("_pattern")]
    if not names:
        return
    with duckdb.connect(":memory:") as connection:
        for name in names:
            if _pattern_error(connection, [row.values[name] for row in seed.rows]) is None:
                continue
            for row in seed.rows:
                reason = _pattern_error(connection, [row.values[name]])
                if reason is not None:
                    yield Problem(
                        "E227",
                        _file(seed),
                        row.line,
                        row.values[name],
                        f"{name} is no regular expression: {reason}",
                        "close every bracket, put a backslash before a sign meant as "
                        "itself; look-around is not known",
                    )


def _pattern_error(connection: duckdb.DuckDBPyConnection, patterns: list[str]) -> str | None:
    try:
        connection.execute(
            "select count(*) from (select unnest(?::varchar[]) as pattern) where "
            "regexp_matches('', pattern)",
            [patterns],
        ).fetchall()
    except duckdb.Error as error:
        return str(error).splitlines()[0].split(":", 1)[-1].strip()
    return None
