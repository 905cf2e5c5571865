"""Mistakes that people make in seeds and vars, and what validate says of them."""

import shutil
from pathlib import Path

import pytest

from orchestration.rules.validate import Problem, validate
from orchestration.rules.var_checks import OVERRIDES, check_vars

PROJECT_DIR = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT_DIR / "seeds", tmp_path / "seeds")
    shutil.copytree(PROJECT_DIR / "dbt_project" / "models", tmp_path / "dbt_project" / "models")
    shutil.copy(PROJECT_DIR / "dbt_project.yml", tmp_path)
    return tmp_path


def edit(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(project: Path, file: str, text: str) -> int:
    lines = (project / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def only(project: Path) -> Problem:
    problems = validate(project)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def test_the_shipped_rules_are_in_order() -> None:
    assert [str(problem) for problem in validate(PROJECT_DIR) if problem.blocks] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "value", "fix"),
    [
        (
            "seeds/channel_rules.csv",
            "Paid Search,",
            "Payed Search,",
            "E225",
            "Payed Search",
            "'Paid Search'",
        ),
        (
            "seeds/channel_rules.csv",
            "^organic$",
            "^(organic$",
            "E227",
            "^(organic$",
            "close every bracket",
        ),
        (
            "seeds/channel_rules.csv",
            "190,organic search: medium",
            "180,organic search: medium",
            "E226",
            "180",
            "renumber",
        ),
        ("seeds/channel_rules.csv", ",,video,", ",,vidoe,", "E225", "vidoe", "'video'"),
        ("seeds/currencies.csv", "GBP,2", "GBP,7", "E225", "7", "use one of: 0, 2, 3, 4"),
        ("seeds/currencies.csv", "CHF,2", "CHf,2", "E228", "CHf", "correct currency"),
        ("seeds/channels.csv", "Email,180,false", "Email,180,no", "E224", "no", "true or false"),
        ("seeds/channels.csv", "Audio,200,", "Audio,,", "E223", "sort_order", "give sort_order"),
        ("seeds/payment_referrers.csv", "klarna.net", "KLARNA.com", "E226", "KLARNA.com", "remove"),
        (
            "seeds/tracking_numbers.csv",
            "+442079460198",
            "020 7946 0198",
            "E228",
            "020 7946 0198",
            "correct number",
        ),
        (
            "seeds/shared_mailboxes.csv",
            "info\n",
            "info@x.example\n",
            "E228",
            "info@x.example",
            "mailbox",
        ),
        (
            "seeds/declared_sources.csv",
            "referral partner,",
            "Referral partner,",
            "E228",
            "Referral partner",
            "referral partner",
        ),
        (
            "seeds/own_hosts.csv",
            "the demo company",
            "the demo company,extra",
            "E222",
            "3 values",
            "quote",
        ),
        (
            "dbt_project.yml",
            "headline_model: last_non_direct",
            "headline_model: last_nondirect",
            "E232",
            "last_nondirect",
            "'last_non_direct'",
        ),
        ("dbt_project.yml", "    - w_shaped", "    - w_shape", "E232", "w_shape", "'w_shaped'"),
        (
            "dbt_project.yml",
            "lookback_days: 90",
            "lookback_days: '90'",
            "E231",
            "90",
            "a whole number",
        ),
        ("dbt_project.yml", "lookback_days: 90", "lookback_days: 0", "E231", "0", "in that range"),
        (
            "dbt_project.yml",
            "journey_grain: person",
            "journey_grain: acount",
            "E232",
            "acount",
            "'account'",
        ),
        ("dbt_project.yml", "report_tz: UTC", "report_tz: ''", "E231", "", "shipped file"),
        ("dbt_project.yml", "crm_tz: UTC", "crm_tz:", "E231", "None", "shipped file"),
        (
            "dbt_project.yml",
            "lookback_days: 90",
            "lookback_day: 90",
            "E232",
            "lookback_day",
            "'lookback_days'",
        ),
        (
            "dbt_project.yml",
            "reporting_currency: GBP",
            "reporting_currency: GPB",
            "E232",
            "GPB",
            "did you mean",
        ),
        (
            "dbt_project.yml",
            "report_tz: UTC",
            "report_tz: Europe/Lundon",
            "E232",
            "Europe/Lundon",
            "Europe/London",
        ),
    ],
)
def test_mistake(
    project: Path, file: str, old: str, new: str, code: str, value: str, fix: str
) -> None:
    edit(project, file, old, new)
    problem = only(project)
    assert (problem.code, problem.file, problem.value) == (code, file, value)
    assert problem.line == line_of(project, file, new.strip())
    assert fix in problem.fix
    assert problem.blocks


def test_a_rule_that_can_never_match(project: Path) -> None:
    edit(project, "seeds/channel_rules.csv", "100,paid other", "85,paid other")
    edit(project, "seeds/channel_rules.csv", "90,display,Display,,,", "90,display,Display,news,,")
    edit(
        project,
        "seeds/channel_rules.csv",
        "^(display|banner|expandable|interstitial|cpm)$",
        "^(.*cp.*|ppc|retargeting|paid.*)$",
    )
    problem = only(project)
    assert (problem.code, problem.value, problem.blocks) == ("E229", "display", False)
    assert problem.line == line_of(project, "seeds/channel_rules.csv", "90,display")


@pytest.mark.parametrize(
    ("written", "code", "value", "fix"),
    [
        ("[exposures]", "E232", "exposures", "'exposure'"),
        ("[remove_if_not_all(Directly)]", "E232", "remove_if_not_all(Directly)", "'Direct'"),
        ("[exposure, remove_if_not_all]", "E232", "remove_if_not_all", "(Direct)"),
        ("[trim_last(0)]", "E231", "trim_last(0)", "trim_last(20)"),
        ("[first(3)]", "E231", "first(3)", "write first"),
        ("exposure", "E231", "exposure", "write [exposure]"),
    ],
)
def test_path_transforms(project: Path, written: str, code: str, value: str, fix: str) -> None:
    edit(project, "dbt_project.yml", "path_transforms: [exposure]", f"path_transforms: {written}")
    problem = only(project)
    assert (problem.code, problem.value) == (code, value)
    assert problem.line == line_of(project, "dbt_project.yml", "path_transforms:")
    assert fix in problem.fix


def test_path_transforms_with_what_they_take(project: Path) -> None:
    taken = "[unique, first, frequency, remove_if_last_and_not_all(Direct), trim_last(20)]"
    edit(project, "dbt_project.yml", "path_transforms: [exposure]", f"path_transforms: {taken}")
    assert validate(project) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "value", "fix"),
    [
        ("custom_models", "custom,0.3", "Our Model,0.3", "E228", "Our Model", "'our_model'"),
        ("custom_models", "custom,0.3", "linear,0.3", "E226", "linear", "'our_linear'"),
        ("custom_models", "0.3,0.1", "0.3,-0.1", "E228", "-0.1", "write 0"),
        ("custom_models", "0.3,0.3,0,0.3,0.1", "0,0,0,0,0", "E228", "custom", "above 0"),
        ("custom_models", "0.3,0.1", "0.3,much", "E224", "much", "write a number"),
        ("custom_model_rules", "Email,,0.5", "Email,,-1", "E228", "-1", "write 0"),
        ("custom_model_rules", "Email,,0.5", "E-mail,,0.5", "E225", "E-mail", "'Email'"),
        ("custom_model_rules", "custom,20", "customs,20", "E225", "customs", "'custom'"),
        (
            "custom_model_rules",
            "custom,20,Email",
            "custom,10,Email",
            "E226",
            "custom, 10",
            "renumber",
        ),
        ("custom_model_rules", "Email,,", "Email,(,", "E227", "(", "close every bracket"),
    ],
)
def test_custom_models(
    project: Path, file: str, old: str, new: str, code: str, value: str, fix: str
) -> None:
    edit(project, f"seeds/{file}.csv", old, new)
    problems = [problem for problem in validate(project) if problem.file == f"seeds/{file}.csv"]
    assert [(problem.code, problem.value) for problem in problems] == [(code, value)]
    assert problems[0].line == line_of(project, f"seeds/{file}.csv", new)
    assert fix in problems[0].fix


def test_a_custom_model_may_be_the_headline(project: Path) -> None:
    edit(project, "dbt_project.yml", "headline_model: last_non_direct", "headline_model: custom")
    assert validate(project) == []


def test_a_missing_and_an_unknown_column(project: Path) -> None:
    edit(project, "seeds/channels.csv", "sort_order", "sortorder")
    codes = {(problem.code, problem.value, problem.blocks) for problem in validate(project)}
    assert codes == {("E221", "sortorder", False), ("E221", "sort_order", True)}


def test_a_seed_that_is_gone(project: Path) -> None:
    (project / "seeds" / "own_hosts.csv").unlink()
    assert (only(project).code, only(project).value) == ("E220", "own_hosts")


def test_a_problem_reads_as_what_where_why_fix() -> None:
    problem = Problem(
        "E225",
        "seeds/channel_rules.csv",
        8,
        "Payed",
        "channel is not known",
        "did you mean 'Paid'?",
    )
    assert str(problem) == (
        "E225 'Payed' — seeds/channel_rules.csv:8 — channel is not known"
        " — FIX: did you mean 'Paid'?"
    )


def test_a_number_out_of_range_is_told_with_what_it_means(project: Path) -> None:
    edit(project, "dbt_project.yml", "call_min_seconds: 30", "call_min_seconds: -1")
    assert "between 0 and 3600 seconds" in only(project).why
    assert "shorter calls are touches, not leads" in only(project).why


@pytest.mark.parametrize("name", ["attribution_models", "ad_platforms"])
def test_an_empty_list(project: Path, name: str) -> None:
    values = {name: None}
    found = [problem for problem in check_vars(project, {}, values) if problem.value == "None"]
    assert [(problem.code, problem.file) for problem in found] == [("E231", OVERRIDES)]
