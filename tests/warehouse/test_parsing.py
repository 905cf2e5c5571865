"""When the project is parsed again, and when what was parsed is taken."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.arguments import target_dir
from orchestration.warehouse.parsed_files import KEPT, MANIFEST, PARSED, STAMP
from orchestration.warehouse.parsing import (
    ProjectUnparsable,
    ensure_manifest,
    fingerprint,
    parsed_dir,
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


def test_the_next_home_takes_what_was_parsed_for_another(
    settings: Settings, parsed: str, tmp_path: Path
) -> None:
    other = settings.model_copy(update={"home": tmp_path / "other"})

    assert parsed_at(other) == parsed
    assert "model.headwater.orders" in parsed_project(other).nodes
    for name in (PARSED, MANIFEST):
        assert str(settings.home).encode() not in (target_dir(other) / name).read_bytes()


def test_what_a_model_asks_of_the_environment_is_part_of_it(
    settings: Settings, parsed: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = project / MODEL
    before = model.read_text(encoding="utf-8")
    model.write_text(f"{before} where '{{{{ env_var('REGION', 'none') }}}}' <> ''", "utf-8")
    try:
        unset = parsed_at(settings)
        monkeypatch.setenv("REGION", "north")
        north = parsed_at(settings)
        assert north > unset > parsed
        monkeypatch.setenv("CLIMATE", "mild")
        assert parsed_at(settings) == north
        monkeypatch.setenv("REGION", "south")
        assert parsed_at(settings) > north
    finally:
        model.write_text(before, encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"\x93 cut off"])
def test_a_parse_that_was_cut_off_is_put_back_or_done_again(
    settings: Settings, content: bytes
) -> None:
    parsed = parsed_at(settings)
    (target_dir(settings) / PARSED).write_bytes(content)
    assert parsed_at(settings) == parsed
    assert "model.headwater.orders" in parsed_project(settings).nodes

    for folder in (target_dir(settings), parsed_dir() / fingerprint(settings)):
        (folder / PARSED).write_bytes(content)
    assert parsed_at(settings) > parsed
    assert "model.headwater.orders" in parsed_project(settings).nodes


def test_what_dbt_parsed_by_itself_is_not_taken(settings: Settings, parsed: str) -> None:
    file = target_dir(settings) / PARSED
    file.write_bytes(file.read_bytes())
    shutil.rmtree(parsed_dir())

    assert parsed_at(settings) > parsed


def test_what_was_wanted_last_is_kept(settings: Settings, parsed: str, tmp_path: Path) -> None:
    others = [settings.model_copy(update={"vars": {"ceiling": 100 + n}}) for n in range(KEPT + 1)]
    for number, other in enumerate(others):
        ensure_manifest(other)
        assert parsed_at(settings.model_copy(update={"home": tmp_path / str(number)})) == parsed

    kept = {folder.name for folder in parsed_dir().iterdir()}
    assert kept == {fingerprint(one) for one in [settings, *others[-KEPT + 1 :]]}


def test_a_project_that_nobody_may_write_to_is_parsed_for_each_home(
    settings: Settings, project: Path, tmp_path: Path
) -> None:
    shutil.rmtree(project / "target")
    (project / "target").write_text("not a folder")
    try:
        other = settings.model_copy(update={"home": tmp_path / "other"})
        third = settings.model_copy(update={"home": tmp_path / "third"})
        assert parsed_at(other) < parsed_at(third)
    finally:
        (project / "target").unlink()


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
    free = {"threads": 7, "memory_limit": "1GB", "now": None, "home": settings.home / "other"}

    assert fingerprint(settings.model_copy(update=free)) == fingerprint(settings)
    assert sorted(target_dir(settings).glob(".*.draft")) == []
    assert (target_dir(settings) / STAMP).exists()
