"""Exit codes and errors: each says what, where, why and the fix, and never a secret."""

from __future__ import annotations

import ast
import builtins
import shutil
from pathlib import Path

import pytest

from orchestration.cli import errors
from orchestration.settings import PROJECT_DIR
from tests.cli.conftest import Headwater
from tests.support.small_home import Ended, SmallHome

RUNBOOK = (PROJECT_DIR / "docs" / "runbook.md").read_text(encoding="utf-8")


def test_the_exit_codes_are_the_documented_ones() -> None:
    rows = [line.split("|") for line in RUNBOOK.splitlines() if line.startswith("| ")]
    documented = {row[2].split(",")[0].split(";")[0].strip(): row[1].strip() for row in rows}

    assert documented["good"] == str(errors.GOOD)
    assert documented["failed"] == str(errors.FAILED)
    assert documented["configuration"] == str(errors.CONFIGURATION)
    assert documented["published"] == str(errors.PARTIAL)


def test_help_and_a_command_that_does_not_exist(headwater: Headwater) -> None:
    assert headwater("--help").code == 0
    unknown = headwater("[bold]nightli[/]")
    assert unknown.code == 2
    assert "[bold]nightli[/]" in unknown.err


def test_nothing_to_publish_fails_and_says_so(headwater: Headwater) -> None:
    told = headwater("publish")

    assert _is_error(told, "E131", errors.FAILED)
    assert "no build is on record" in told.err
    status = headwater("status")
    assert status.code == errors.FAILED


# -- export ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["[/]"], "E210", "no destination [/] "),
        (["google-ads", "--live"], "E210", "known are google_data_manager, hubspot"),
        (["hubspot", "--render", "--live"], "E211", "render and live were given"),
        (["--validate", "--canary", "5"], "E211", "validate and canary were given"),
        (["hubspot", "--provision", "--live"], "E211", "live and provision were given"),
        (["hubspot", "--canary", "0"], "E214", "a canary of 0 rows"),
        (["hubspot", "--canary", "-3"], "E214", "a canary of -3 rows"),
        (["hubspot", "--check"], "E215", "--check without --provision"),
        (["google_data_manager", "--provision"], "E216", "has nothing to provision"),
        (["hubspot", "--provision"], "E213", "HEADWATER_EXPORTS__HUBSPOT__"),
    ],
)
def test_what_export_cannot_do(
    headwater: Headwater, arguments: list[str], code: str, words: str
) -> None:
    told = headwater("export", *arguments)

    assert _is_error(told, code, errors.CONFIGURATION)
    assert words in told.err
    assert told.out == ""
    assert f"| {code} |" in RUNBOOK


def test_export_is_off_until_it_is_switched_on_and_halts_until_it_is_confirmed(
    night: Headwater,
) -> None:
    off = night("export")
    assert off.code == errors.GOOD
    assert off.out == "google_data_manager: off\nhubspot: off\n"

    live = night("export", "hubspot", "--live")
    assert live.code == errors.PARTIAL
    assert "hubspot is not confirmed" in live.out
    assert "headwater export --render hubspot" in live.out


def test_rendering_needs_no_network_and_no_credentials(night: Headwater) -> None:
    told = night("export", "hubspot", "--render")

    assert told.code == errors.GOOD, told.out + told.err
    assert "hubspot (render)" in told.out
    assert "@small.example" not in told.out


# -- settings, seeds and vars ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"HEADWATER_THREADS": "s3cret-many"}, "threads"),
        ({"HEADWATER_NOW": "s3cret-day"}, "now"),
        ({"HEADWATER_SOURCES__HUBSPOT": "s3cret-mode"}, "sources.hubspot"),
        ({"HEADWATER_GOOGLE_ADS__CUSTOMER_IDS": '{"s3cret": 1}'}, "google_ads.customer_ids"),
        ({"HEADWATER_GOOGLE_ADS__CUSTOMER_IDS": "s3cret-id"}, "google_ads"),
        ({"HEADWATER_HUBSPOT": '{"access_token": ["s3cret"]}'}, "hubspot.access_token"),
        ({"HEADWATER_HUBSPOT": '{"access_token": "s3cret"'}, "hubspot"),
        ({"HEADWATER_VARS": "s3cret"}, "vars"),
    ],
)
def test_unreadable_settings_are_named_and_not_shown(
    headwater: Headwater, settings: dict[str, str], named: str
) -> None:
    told = headwater("status", **settings)

    assert _is_error(told, "E201", errors.CONFIGURATION)
    assert named in told.err.split(" — ")[1]
    assert "s3cret" not in told.out + told.err


def test_an_unreadable_settings_file_is_named_with_its_line(
    headwater: Headwater, tmp_path: Path
) -> None:
    file = tmp_path / "headwater.toml"
    file.write_text('threads = 2\n[hubspot]\naccess_token = "s3cret\n', encoding="utf-8")

    told = headwater("status", HEADWATER_CONFIG=str(file))

    assert _is_error(told, "E201", errors.CONFIGURATION)
    assert str(file) in told.err
    assert "line 3" in told.err
    assert "s3cret" not in told.out + told.err


def test_a_var_that_cannot_be_meant_is_named_and_no_night_starts(headwater: Headwater) -> None:
    wrong = {"HEADWATER_VARS": '{"lookback_days": "soon", "headline_model": "last_click"}'}

    told = headwater("validate", **wrong)
    assert told.code == errors.CONFIGURATION
    first, second = sorted(told.out.splitlines())
    assert first.startswith("E231 'soon' — ")
    assert second.startswith("E232 'last_click' — ")
    assert "lookback_days" in first
    assert " — FIX: " in first
    assert "headline_model" in second

    for command in ("nightly", "build"):
        refused = headwater(command, **wrong)
        assert refused.code == errors.CONFIGURATION
        assert "E202 2 problem(s) in seeds or vars — " in refused.err
        assert first in refused.err
    assert headwater("status").code == errors.GOOD  # no run was started


def test_a_bad_line_of_a_seed_is_named_with_file_line_and_fix(tmp_path: Path) -> None:
    edited = _copy_of_the_project(tmp_path)
    seed = edited.project / "seeds" / "channel_rules.csv"
    lines = seed.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4].replace("Paid Shopping", "Payed [bold]Shopping")
    seed.write_text("\n".join(lines) + "\n", encoding="utf-8")

    told = edited.headwater("validate")

    assert told.code == errors.CONFIGURATION
    assert told.out.startswith("E225 'Payed [bold]Shopping' — seeds/channel_rules.csv:5 — "), (
        told.out
    )
    assert "FIX: did you mean 'Paid Shopping'?" in told.out


def test_seeds_and_vars_as_shipped_are_in_order(headwater: Headwater) -> None:
    told = headwater("validate")

    assert (told.code, told.out) == (errors.GOOD, "seeds and vars are in order\n")


# -- what nobody foresaw ---------------------------------------------------------------------------


def test_an_unforeseen_error_is_one_line_and_its_traceback_comes_when_asked_for(
    headwater: Headwater, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where the home should be", encoding="utf-8")

    told = headwater("status")

    assert told.code == errors.FAILED
    assert told.err.startswith("E1")
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err


def test_every_error_of_our_own_has_a_code_that_the_runbook_knows() -> None:
    """A night keeps of an error its class's name, so a base class's code is not enough."""
    own = _own_errors() - {"HeadwaterError"}  # which carries its own code
    assert {"ClickIdSeedError", "PublishRefused", "NightRunning"} <= own

    codes = {name: errors.code_of(name) for name in own}

    assert sorted(name for name, code in codes.items() if code == "E100") == []
    assert {code for code in codes.values() if f"| {code} |" not in RUNBOOK} == set()


def test_a_seed_that_the_door_cannot_use_has_its_code_alone_and_in_a_night() -> None:
    from orchestration.landing.identifiers import SharedMailboxSeedError

    problem = SharedMailboxSeedError("the list cannot be read")

    assert errors.told(problem) == ("E205 the list cannot be read", errors.CONFIGURATION)
    assert errors.code_of(type(problem).__name__) == "E205"


def _own_errors() -> set[str]:
    """Names of the exception classes that are defined anywhere in the project, read and not run."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for path in (PROJECT_DIR / "orchestration").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {
        name
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    }
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found & set(bases)


def _is_error(told: Ended, code: str, exit_code: int) -> bool:
    last = told.err.splitlines()[-1]
    return (
        told.code == exit_code
        and last.startswith(f"{code} ")
        and last.count(" — ") >= 3
        and " — FIX: " in last
        and "Traceback" not in told.err
    )


def _copy_of_the_project(folder: Path) -> SmallHome:
    for name in ("orchestration", "seeds", "dbt_project"):
        shutil.copytree(
            PROJECT_DIR / name, folder / "project" / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )  # fmt: skip
    shutil.copy(PROJECT_DIR / "dbt_project.yml", folder / "project")
    return SmallHome(folder, folder / "project")
