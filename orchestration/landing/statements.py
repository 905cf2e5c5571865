"""The three SQL statements over a group of like files: inspect, accept, reject.

All three share one inner query of `r_<name>` (as received) and `t_<name>` (typed) columns.
Temporary tables they rely on: `known_files(filename, file, first_seen_at)` and
`identities(kind, raw, key, domain)`.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.landing.contracts import Column
from orchestration.landing.expressions import date_alone, identifier, typed
from orchestration.landing.groups import Group
from orchestration.landing.readers import quoted

SOFT_TYPES = ("integer", "double", "boolean", "json")
UNREADABLE = {
    "timestamp": "is not a time in ISO 8601 (2026-03-02T10:00:00Z)",
    "timestamp_or_date": "is not a time in ISO 8601 or a date (2026-03-02)",
    "date": "is not a date (2026-03-02)",
    "integer": "is not a whole number",
    "decimal": "is not an amount (1234.56)",
    "double": "is not a number",
    "boolean": "is not true or false",
    "email": "is not an e-mail address",
    "phone": "is not a phone number",
    "json": "is not JSON",
}
PARQUET = "(format parquet, compression zstd, compression_level 1)"


def values(group: Group, *, numbered: bool = False) -> str:
    """SQL of `r_` and `t_` columns beside `filename`, and `row_number` if asked."""
    received = [f"{group.raw(c)} as {identifier('r_' + c.name)}" for c in group.columns]
    number = ["row_number() over () as row_number"] if numbered else []
    read = [
        f"{typed(c, group.is_native(c))} as {identifier('t_' + c.name)}"
        for c in group.columns
        if c.type not in ("email", "phone")
    ]
    return f"""
        select *, {", ".join(read)}
        from (select filename, {", ".join(number + received)} from {group.relation()})"""


def failures(group: Group, *, identities_known: bool) -> list[tuple[str, str, str]]:
    """(condition, column, reason) of everything that rejects a row, most telling first.

    Whether an address is valid is known only once Python has seen the distinct ones.
    """
    found = []
    for column in group.columns:
        raw = identifier(f"r_{column.name}")
        if column.required:
            found.append((f"{raw} is null", column.name, "is empty, and required"))
        if column.is_strict and (unreadable := _unreadable(column, identities_known)):
            found.append((unreadable, column.name, UNREADABLE[column.type]))
    if group.table.one_of:
        have = {column.name: column for column in group.columns}
        complete = [
            " and ".join(_usable(have[name], identities_known) for name in names)
            for names in group.table.one_of
            if set(names) <= set(have)
        ]
        names = " or ".join("+".join(names) for names in group.table.one_of)
        found.append((f"not ({' or '.join(complete)})", names, "is empty, and one is required"))
    return found


def inspect(group: Group) -> str:
    """Per file: rows, bad rows, unreadable optional values, distinct e-mails, phones, ids."""
    bad = " or ".join(
        f"({condition})" for condition, _, _ in failures(group, identities_known=False)
    )
    counts = [
        f"count_if({_unreadable(c, False)}) as {identifier('soft_' + c.name)}" for c in soft(group)
    ]
    lists = [
        f"list(distinct {identifier('r_' + c.name)}) filter (where {_is_personal(c)}) "
        f"as {identifier('distinct_' + c.name)}"
        for c in personal(group)
    ]
    more = counts + lists
    return f"""
        select {", ".join(["filename", "count(*) as rows", f"count_if({bad}) as bad", *more])}
        from ({values(group)})
        group by filename"""


def accept(group: Group, target: Path, *, has_bad: bool, has_personal_ids: bool) -> str:
    """Write the good rows of the files to one Parquet file."""
    present = {column.name for column in group.columns}
    outputs, joins = [], []
    for column in group.table.columns:
        joined = column.type in ("email", "phone") or (column.type == "id" and has_personal_ids)
        if joined and column.name in present:
            joins.append(_join(column))
        outputs += _outputs(group, column, joined) if column.name in present else _nulls(column)
    given = "t_extracted_at" if "extracted_at" in present else "null"
    outputs.append(f"coalesce({given}, known_files.first_seen_at) as extracted_at")
    outputs.append("known_files.file as _file")
    bad = [condition for condition, _, _ in failures(group, identities_known=True)]
    where = f"where not coalesce({' or '.join(f'({one})' for one in bad)}, false)"
    return f"""
        copy (
            select {", ".join(outputs)}
            from ({values(group)}) as received
            {_join_files(group)}
            {" ".join(joins)}
            {where if has_bad and bad else ""}
        ) to {quoted(str(target))} {PARQUET}"""


def reject(group: Group, limit: int) -> str:
    """(row number, column, reason, row as JSON, total) of the bad rows of one file, in order."""
    joins = [_join(c) for c in group.columns if c.type in ("email", "phone")]
    reasons = " ".join(
        f"when {condition} then {quoted(f'{name}|{reason}')}"
        for condition, name, reason in failures(group, identities_known=True)
    )
    nothing = " and ".join(f"{identifier('r_' + c.name)} is null" for c in group.columns)
    fields = ", ".join(f"{quoted(c.name)}: {identifier('r_' + c.name)}" for c in group.columns)
    return f"""
        select row_number, split_part(why, '|', 1), split_part(why, '|', 2), received_row,
            count(*) over ()
        from (
            select row_number,
                case when {nothing} then '|holds nothing readable' {reasons} end as why,
                cast(to_json({{{fields}}}) as varchar) as received_row
            from ({values(group, numbered=True)}) as received {" ".join(joins)}
        )
        where why is not null
        order by row_number
        limit {limit}"""


def soft(group: Group) -> list[Column]:
    """Optional columns of which unreadable values become null and are counted."""
    return [
        column
        for column in group.columns
        if column.type in SOFT_TYPES and not column.is_strict and not group.is_native(column)
    ]


def personal(group: Group) -> list[Column]:
    """Columns whose distinct values Python must see."""
    return [column for column in group.columns if column.type in ("email", "phone", "id")]


def _join_files(group: Group) -> str:
    """One file needs no comparison of its long name in every row."""
    if len(group.paths) == 1:
        return "cross join known_files"
    return "inner join known_files on known_files.filename = received.filename"


def _join(column: Column) -> str:
    alias = identifier(f"i_{column.name}")
    return (
        f"left join identities as {alias} on {alias}.kind = {quoted(column.type)} "
        f"and {alias}.raw = {identifier('r_' + column.name)}"
    )


def _is_personal(column: Column) -> str:
    raw = identifier(f"r_{column.name}")
    return f"contains({raw}, '@')" if column.type == "id" else f"{raw} is not null"


def _unreadable(column: Column, identities_known: bool) -> str:
    raw, value = identifier(f"r_{column.name}"), identifier(f"t_{column.name}")
    if column.type in ("email", "phone"):
        value = f"{identifier(f'i_{column.name}')}.key"
        return f"{raw} is not null and {value} is null" if identities_known else ""
    if column.type in ("text", "id", "url"):
        return ""
    return f"{raw} is not null and {value} is null"


def _usable(column: Column, identities_known: bool) -> str:
    if column.type in ("email", "phone") and identities_known:
        return f"{identifier(f'i_{column.name}')}.key is not null"
    return f"{identifier(f'r_{column.name}')} is not null"


def _outputs(group: Group, column: Column, joined: bool) -> list[str]:
    alias, value = identifier(f"i_{column.name}"), identifier(f"t_{column.name}")
    names = [identifier(name) for name, _, _ in column.accepted()]
    if column.type == "email":
        return [f"{alias}.key as {names[0]}", f"{alias}.domain as {names[1]}"]
    if column.type == "phone":
        return [f"{alias}.key as {names[0]}"]
    if joined:
        value = f"coalesce({alias}.key, {value})"
    outputs = [f"{value} as {names[0]}"]
    if column.type == "timestamp_or_date":
        outputs.append(f"{date_alone(column, group.source_type(column))} as {names[1]}")
    return outputs


def _nulls(column: Column) -> list[str]:
    return [f"cast(null as {kind}) as {identifier(name)}" for name, kind, _ in column.accepted()]
