"""The house rules find what breaks them: a copy of the project with one mistake of every kind."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable

import pytest

from orchestration.settings import PROJECT_DIR

MODELS = "dbt_project/models"
# With its `__init__.py` the copy's `tests` is a package of its own: a folder without one would give
# way to the real one wherever PYTHONPATH names the project.
COPIED = ("dbt_project", "seeds", "dbt_project.yml", "tests/__init__.py", "tests/support")


def _add(text: str) -> Callable[[str], str]:
    return lambda content: content + text


def _drop(pattern: str) -> Callable[[str], str]:
    return lambda content: re.sub(pattern, "", content, count=1, flags=re.MULTILINE)


MISTAKES: dict[str, tuple[str, Callable[[str], str]]] = {
    "names an engine": (f"{MODELS}/intermediate/ads/int_ad_spend.sql", _add("{{ target.type }}\n")),
    "names a vendor": (f"{MODELS}/marts/core/dim_channels.sql", _add("select 'hubspot'\n")),
    "no sentence at its head": (f"{MODELS}/intermediate/crm/int_leads.sql", _drop(r"^--.*\n")),
    "120 at most": (f"{MODELS}/marts/core/dim_dates.sql", _add("-- " + "x" * 120 + "\n")),
    "lines of 120": (f"{MODELS}/marts/core/fct_sessions.sql", _add("\n" * 100)),
    "loops over something else": (
        f"{MODELS}/intermediate/events/int_pages.sql",
        _add("{% for name in ['a', 'b'] %}{{ name }}{% endfor %}\n"),
    ),
    "named by hand": (f"{MODELS}/marts/core/dim_content.sql", _add("select 1 from marts.dates\n")),
    "which comes later": (
        f"{MODELS}/intermediate/events/int_events.sql",
        _add("-- {{ ref('int_sessions') }}\n"),
    ),
    "jumps to stg_landing__leads": (
        f"{MODELS}/marts/core/dim_campaigns.sql",
        _add("-- {{ ref('stg_landing__leads') }}\n"),
    ),
    "reads stg_private__identifiers": (
        f"{MODELS}/intermediate/identity/int_persons.sql",
        _add("-- {{ ref('stg_private__identifiers') }}\n"),
    ),
    "reads a source": (
        f"{MODELS}/intermediate/crm/int_refunds.sql",
        _add("select {{ source('landing', 'refunds') }}\n"),
    ),
    "has no asset key": (f"{MODELS}/staging/callrail/_callrail.yml", _drop(r"^ +asset_key: .*\n")),
    "has no data_type": (f"{MODELS}/marts/core/_core.yml", _drop(r"^ +data_type: .*\n")),
    "is described nowhere": (f"{MODELS}/intermediate/identity/int_orphans.sql", _add("-- One.\n")),
    "divides no credit": (
        f"{MODELS}/intermediate/attribution/int_attribution_by_mood.sql",
        _add("-- All to whom we like.\n"),
    ),
    "ad_platforms names paper_ads": (
        "dbt_project.yml",
        lambda text: text.replace("    - landing\n", "    - landing\n    - paper_ads\n", 1),
    ),
    "macro far_too_long has": (
        "dbt_project/macros/dialect/long.sql",
        _add("{% macro far_too_long() %}\n" + "x\n" * 41 + "{% endmacro %}\n"),
    ),
    "nothing uses macro forgotten": (
        "dbt_project/macros/dialect/unused.sql",
        _add("{% macro forgotten() %}1{% endmacro %}\n"),
    ),
    "left for later": ("seeds/notes.md", _add("TO" + "DO\n")),
    "path of one machine": ("seeds/place.md", _add("see /ho" + "me/somebody/notes\n")),
    "address of an index": ("seeds/index.md", _add("https://packages.example/sim" + "ple\n")),
    "lines of 250": ("tests/support/long.py", _add("x = 1\n" * 251)),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the checker says of a copy in which every mistake was made."""
    copy = tmp_path_factory.mktemp("house")
    for name in COPIED:
        source, target = PROJECT_DIR / name, copy / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, target)
    for file, mistake in MISTAKES.values():
        path = copy / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = mistake(before)
        assert after != before, file
        path.write_text(after, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "tests/support/check_project.py"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize("rule", MISTAKES)
def test_mistake_is_found_where_it_is(told: str, rule: str) -> None:
    file, _ = MISTAKES[rule]
    lines = [line for line in told.splitlines() if rule in line]
    assert any(line.startswith(file) or file.rsplit("/")[-1] in line for line in lines), told
    assert all("FIX:" in line for line in lines)
