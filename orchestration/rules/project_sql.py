"""The dbt project's own SQL on a handful of rows, without starting dbt.

A question such as "which channel has this URL" must have the answer of the nightly build. So the
same model files are rendered (with the leaf macros of DuckDB) and run in an in-memory database over
the same seeds.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import yaml

MACRO_FOLDERS = ("dialect", "sessions", "paths")
_MACRO_NAME = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(")


class ProjectSql:
    """The models, macros, seeds and vars of a dbt project on disk.

    Raises FileNotFoundError for a name that the project does not have.
    """

    def __init__(self, project_dir: Path) -> None:
        self.project_dir = Path(project_dir)
        project = yaml.safe_load((self.project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
        self.vars: dict[str, Any] = project["vars"]
        self._macros: dict[str, Any] = {}
        self._jinja = jinja2.Environment(extensions=["jinja2.ext.do"])
        self._jinja.globals.update(
            ref=lambda name: f"main.{name}",  # a CTE may carry the name of the table it reads
            var=lambda name: self.vars[name],
            config=lambda **_: "",
            adapter=self,
            dbt=_DbtTypes(),
            # Nothing was built before: what grows night by night begins here.
            growing=lambda: "table",
            is_incremental=lambda: False,
            in_new_loads=lambda: "true",
            not_yet_held=lambda _key: "true",
            not_yet_in=lambda _name, _key: "true",
            is_touched=lambda _visitor: "true",
            **{"return": lambda value: value},
        )
        self._load_macros()
        # dbt asks the warehouse for these while it compiles; here the seed's file answers.
        self._jinja.globals["column_values"] = self._column_values

    def dispatch(self, name: str, _package: str) -> Any:
        """The DuckDB form of a leaf macro (what dbt calls adapter.dispatch)."""
        return self._macros[f"default__{name}"]

    def _column_values(self, relation: str, column: str) -> list[str]:
        with duckdb.connect(":memory:") as connection:
            self.load_seeds(connection, [relation.split(maxsplit=1)[0].removeprefix("main.")])
            rows = connection.execute(f"select {column} from {relation} order by 1").fetchall()
        return [value for (value,) in rows]

    def macro(self, name: str, *arguments: str) -> str:
        """The SQL that a macro writes."""
        return str(self._macros[name](*arguments)).strip()

    def _load_macros(self) -> None:
        paths = [
            path
            for folder in MACRO_FOLDERS
            for path in sorted((self.project_dir / "dbt_project" / "macros" / folder).glob("*.sql"))
        ]
        texts = [path.read_text(encoding="utf-8") for path in paths]
        # Macros call each other across files and in any order: each name is looked up when called.
        for name in (name for text in texts for name in _MACRO_NAME.findall(text)):
            self._jinja.globals[name] = lambda *args, _name=name, **named: self._macros[_name](
                *args, **named
            )
        for text in texts:
            module = self._jinja.from_string(text).module
            for name in _MACRO_NAME.findall(text):
                self._macros[name] = getattr(module, name)

    def render(self, model: str) -> str:
        """The SQL of a model, its refs as plain table names."""
        path = next((self.project_dir / "dbt_project" / "models").rglob(f"{model}.sql"), None)
        if path is None:
            raise FileNotFoundError(f"no model {model} in {self.project_dir}/dbt_project/models")
        return self._jinja.from_string(path.read_text(encoding="utf-8")).render()

    def load_seeds(self, connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
        """Create one table per seed, with the column types of _seeds.yml."""
        types = self.seed_types()
        for name in names:
            path = self.project_dir / "seeds" / f"{name}.csv"
            typed = f", types = {types[name]!r}" if name in types else ", all_varchar = true"
            connection.execute(
                f"create or replace table {name} as"
                f" select * from read_csv($path, header = true{typed})",
                {"path": str(path)},
            )

    def seed_types(self) -> dict[str, dict[str, str]]:
        """The column types of every seed that the YAML beside the seeds declares."""
        return {
            seed["name"]: seed["config"]["column_types"]
            for path in sorted((self.project_dir / "seeds").glob("*.yml"))
            for seed in yaml.safe_load(path.read_text(encoding="utf-8")).get("seeds", [])
            if "column_types" in seed.get("config", {})
        }

    def build(self, connection: duckdb.DuckDBPyConnection, models: Iterable[str]) -> None:
        """Create one table per model, in the order given, from tables that exist already."""
        for model in models:
            connection.execute(f"create or replace table {model} as {self.render(model)}")


class _DbtTypes:
    """The few cross-database macros of dbt that the models use, in DuckDB's words."""

    @staticmethod
    def type_string() -> str:
        return "TEXT"

    @staticmethod
    def type_bigint() -> str:
        return "BIGINT"

    @staticmethod
    def position(substring: str, text: str) -> str:
        return f"position({substring} in {text})"
