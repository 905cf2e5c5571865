"""When the project is parsed again, and when what was parsed is taken."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.arguments import target_dir
from orchestration.warehouse.parsing import (
    FINGERPRINT,
    PARSED,
    ProjectUnparsable,
    ensure_manifest,
    fingerprint,
    parsed_project,
)

MODEL = "dbt_project/models/orders.sql"


@pytest.fixture
def parsed(settings: Settings) -> str:
    """When the project as it is now was parsed."""
    return parsed_at(settings)


def parsed_at(settings: Settings) -> str:
    """The moment of the parse whose result an asker gets."""
    return json.loads(ensure_manifest(settings).read_bytes())["metadata"]["generated_at"]


def test_nothing_has_changed(settings: Settings, parsed: str) -> None:
    assert parsed_at(settings) == parsed


def test_each_command_gets_its_own_project(settings: Settings, parsed: str) -> None:
    one, two = parsed_project(settings), parsed_project(settings)

    assert one is not two
    one.nodes.clear()
    assert "model.headwater.orders" in two.nodes


def test_a_changed_model_is_parsed(settings: Settings, parsed: str, project: Path) -> None:
    model = project / MODEL
    before = model.read_text(encoding="utf-8")
    model.write_text(f"{before} where amount < {{{{ var('ceiling') }}}}", encoding="utf-8")
    try:
        later = parsed_at(settings)
        assert later > parsed
        assert "ceiling" in parsed_project(settings).nodes["model.headwater.orders"].raw_code
    finally:
        model.write_text(before, encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"\x93 cut off"])
def test_a_parse_that_was_cut_off_is_done_again(
    settings: Settings, parsed: str, content: bytes
) -> None:
    (target_dir(settings) / PARSED).write_bytes(content)

    assert parsed_at(settings) > parsed
    assert "model.headwater.orders" in parsed_project(settings).nodes


def test_what_dbt_parsed_by_itself_is_not_taken(settings: Settings, parsed: str) -> None:
    file = target_dir(settings) / PARSED
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))

    assert parsed_at(settings) > parsed


def test_a_project_that_cannot_be_parsed_is_told_and_never_taken_for_parsed(
    settings: Settings, parsed: str, project: Path
) -> None:
    broken = project / "dbt_project/models/broken.sql"
    broken.write_text("select * from {{ ref('nowhere') }}", encoding="utf-8")
    try:
        for _ in range(2):
            with pytest.raises(ProjectUnparsable) as problem:
                ensure_manifest(settings)
            assert "dbt_project/models/broken.sql" in str(problem.value)
            assert "'nowhere'" in str(problem.value)
            assert " — FIX: " in str(problem.value)
            assert "\n" not in str(problem.value)
    finally:
        broken.unlink()
    ensure_manifest(settings)


def test_what_the_parsed_project_rests_on(settings: Settings, project: Path) -> None:
    before = fingerprint(settings)
    changed = {
        "vars": settings.model_copy(update={"vars": {"ceiling": 11}}),
        "home": settings.model_copy(update={"home": settings.home / "other"}),
    }
    prints = {name: fingerprint(other) for name, other in changed.items()}
    for name in ("seeds/amounts.csv", "dbt_project.yml", "profiles.yml", "dbt_project/new.sql"):
        file = project / name
        kept = file.read_bytes() if file.exists() else None
        file.write_bytes((kept or b"") + b"\n")
        prints[name] = fingerprint(settings)
        if kept is None:
            file.unlink()
        else:
            stamp = file.stat()
            file.write_bytes(kept)
            os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))

    assert before not in prints.values()
    assert len(set(prints.values())) == len(prints)


def test_what_it_does_not_rest_on(settings: Settings, parsed: str) -> None:
    other = settings.model_copy(update={"threads": 7, "memory_limit": "1GB", "now": None})

    assert fingerprint(other) == fingerprint(settings)
    assert not (target_dir(settings) / FINGERPRINT).with_suffix(".new").exists()
