"""What sqlfluff's templater needs in place of dbt: the linted SQL must parse, not run.

Each top-level name of this module is a name that models and macros may use. The project's own
macros are the real ones; of those with dialects, the one that is the default.
"""

import re
from pathlib import Path

import yaml

PROJECT_DIR = Path(__file__).resolve().parents[3]
VARS = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]

execute = False


def is_incremental():
    """Models are linted as a first build makes them."""
    return False


def var(name, default=None):
    """A project variable, so that loops run over the real lists."""
    return VARS.get(name, default)


class adapter:
    """dbt's adapter: a macro with dialects becomes a call of a function by its name."""

    @staticmethod
    def dispatch(name, _project=None):
        """A function that writes the call; a bare sign among the arguments is a text."""

        if name == "landed_table":  # a relation, not a function
            return lambda relation, *_: relation
        if name == "materialized":  # a keyword
            return lambda: name

        def call(*arguments):
            texts = [str(argument) for argument in arguments]
            quoted = [text if re.search(r"\w", text) else repr(text) for text in texts]
            return f"{name}({', '.join(quoted)})"

        return call


class dbt:
    """dbt's cross-database macros, as far as models use them."""

    type_string = staticmethod(lambda: "varchar")
    type_bigint = staticmethod(lambda: "bigint")
    type_int = staticmethod(lambda: "integer")
    cast = staticmethod(lambda field, type: f"cast({field} as {type})")
    safe_cast = staticmethod(lambda field, type: f"try_cast({field} as {type})")
    date_trunc = staticmethod(lambda part, moment: f"date_trunc('{part}', {moment})")
    dateadd = staticmethod(lambda part, count, day: f"dateadd('{part}', {count}, {day})")
    datediff = staticmethod(lambda start, end, part: f"datediff('{part}', {start}, {end})")
    position = staticmethod(lambda part, text: f"position({part} in {text})")
    array_construct = staticmethod(lambda members: f"array[{', '.join(members)}]")
    date_spine = staticmethod(lambda *_, **__: "select date '2026-01-01' as date_day")


class builtins:
    """dbt's own functions, where the project's macro has their name."""

    source = staticmethod(lambda system, table: f"{system}_{table}")


class api:
    """dbt's types."""

    class Column:
        translate_type = staticmethod(lambda name: name)

    class Relation:
        create = staticmethod(lambda **names: names["identifier"])


class target:
    """The profile's output."""

    database = "warehouse"
