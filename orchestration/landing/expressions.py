"""SQL of the types: from a value as received to a typed one, null where it cannot be read.

Two names per column: `r_<name>` is the value as received (null when blank), `t_<name>` the typed
one. So `r is not null and t is null` means: given, and unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orchestration.landing.contracts import Column
from orchestration.landing.urls import scrubbed

# Years 1 to 9999: what every engine and every driver behind us can hold.
PLAIN_TIME = r"(?:[1-9]\d{3}|0001)-\d\d?-\d\d?(?:[ T]\d\d?:\d\d(?::\d\d(?:[.]\d+)?)?)?"
OFFSET = r" ?(?:Z|UTC|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)"
FIRST_MOMENT = "timestamp '0001-01-01'"
LAST_MOMENT = "timestamp '9999-12-31 23:59:59.999999'"
THOUSANDS = r"[+-]?\d{1,3}(?:,\d{3})+(?:[.]\d*)?"
SPACE = 32  # code of the last character that is not printed
LARGEST_ID = 2**53  # the largest whole number up to which a float keeps every one
INTEGERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(.*|DOUBLE|FLOAT")
# SQL types of file columns that need no detour over text, per contract type.
NATIVE = {
    "timestamp": re.compile(r"TIMESTAMP.*|DATE"),
    "timestamp_or_date": re.compile(r"TIMESTAMP.*|DATE"),
    "date": re.compile(r"TIMESTAMP.*|DATE"),
    "integer": INTEGERS,
    "decimal": NUMBERS,
    "double": NUMBERS,
    "boolean": re.compile("BOOLEAN"),
}


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_native(column: Column, sql_type: str) -> bool:
    """Whether a file column of that SQL type already holds the contract's type."""
    pattern = NATIVE.get(column.type)
    return bool(pattern and pattern.fullmatch(sql_type))


def as_text(expression: str, sql_type: str) -> str:
    """A file column as text; blank is null."""
    if sql_type == "VARCHAR":
        # Trimming copies every value; nearly none needs it.
        return (
            f"case when ascii({expression}) > {SPACE} and not suffix({expression}, ' ') "
            f"then {expression} else nullif(trim({expression}, ' \t\r\n'), '') end"
        )
    if sql_type in ("DOUBLE", "FLOAT"):
        # Tools that know no missing integer turn ids into floats.
        return (
            f"case when {expression} = floor({expression}) and abs({expression}) <= {LARGEST_ID} "
            f"then cast(cast({expression} as bigint) as varchar) "
            f"else cast({expression} as varchar) end"
        )
    if sql_type.startswith(("STRUCT", "MAP")) or sql_type.endswith("]"):
        return f"cast(to_json({expression}) as varchar)"
    return f"cast({expression} as varchar)"


def typed(column: Column, native: bool) -> str:
    """The typed value of `r_<name>`; null when it cannot be read."""
    raw = identifier(f"r_{column.name}")
    if column.type == "decimal":
        return _decimal(raw, native, column.scale)
    return _TYPED[column.type](raw, native) if column.type in _TYPED else raw


def date_alone(column: Column, sql_type: str) -> str:
    """Whether `r_<name>` gave a date without a time."""
    raw = identifier(f"r_{column.name}")
    if is_native(column, sql_type):
        given = "true" if sql_type == "DATE" else "false"
        return f"case when {raw} is not null then {given} end"
    return f"not contains({raw}, ':')"


def _moment(raw: str, native: bool) -> str:
    if native:
        return _within(f"cast({raw} as timestamp)")
    # The plain cast is four times faster, but it ignores offsets: only for text without one.
    return f"""case
        when regexp_full_match({raw}, '{PLAIN_TIME} ?Z?') then try_cast({raw} as timestamp)
        when regexp_full_match({raw}, '{PLAIN_TIME}{OFFSET}')
            then cast(try_cast({raw} as timestamptz) as timestamp)
    end"""


def _within(moment: str) -> str:
    return f"case when {moment} between {FIRST_MOMENT} and {LAST_MOMENT} then {moment} end"


def _date(raw: str, native: bool) -> str:
    if native:
        return f"cast({_within(f'cast({raw} as timestamp)')} as date)"
    return (
        f"case when regexp_full_match({raw}, '{PLAIN_TIME}(?:{OFFSET})?') "
        f"then try_cast({raw} as date) end"
    )


def _number_text(raw: str) -> str:
    return (
        f"case when contains({raw}, ',') and regexp_full_match({raw}, '{THOUSANDS}') "
        f"then replace({raw}, ',', '') when not contains({raw}, '_') then {raw} end"
    )


def _decimal(raw: str, native: bool, scale: int) -> str:
    return f"try_cast({raw if native else _number_text(raw)} as decimal(24, {scale}))"


def _integer(raw: str, native: bool) -> str:
    if native:
        return f"try_cast({raw} as bigint)"
    number = f"try_cast({_number_text(raw)} as decimal(38, 6))"
    return f"case when {number} = floor({number}) then try_cast({number} as bigint) end"


def _double(raw: str, native: bool) -> str:
    number = f"try_cast({raw} as double)"
    return f"case when isfinite({number}) then {number} end"


def _boolean(raw: str, native: bool) -> str:
    if native:
        return raw
    return (
        f"case when lower({raw}) in ('true', 't', 'yes', 'y', '1', '1.0') then true "
        f"when lower({raw}) in ('false', 'f', 'no', 'n', '0', '0.0') then false end"
    )


_TYPED: dict[str, Callable[[str, bool], str]] = {
    "timestamp": _moment,
    "timestamp_or_date": _moment,
    "date": _date,
    "integer": _integer,
    "double": _double,
    "boolean": _boolean,
    "json": lambda raw, native: f"case when json_valid({raw}) then {raw} end",
    "url": lambda raw, native: scrubbed(raw),
}
