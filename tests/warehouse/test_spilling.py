"""A build that does not fit into its memory goes on with the disk."""

from __future__ import annotations

from pathlib import Path

from orchestration.settings import Settings
from orchestration.warehouse.dbt import build

# The hook is one more statement of the same connection, as most models have.
SORTED = """
{{ config(post_hook="select count(*) from {{ this }}") }}
select word, row_number() over (order by word) as place
from (select md5(cast(i as varchar)) as word from range(4000000) as numbers(i))
"""


def test_what_spills_is_built(project: Path, tmp_path: Path) -> None:
    model = project / "dbt_project" / "models" / "spilling.sql"
    model.write_text(SORTED, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", memory_limit="150MB", threads=1)

    report = build(settings, ["spilling"])

    assert report.good, [node.message for node in report.failed] or report.error
