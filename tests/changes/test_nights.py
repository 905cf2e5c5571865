"""What each night changed and why; sums, past nights and killed nights."""

from __future__ import annotations

import json

import pytest

from tests.changes.conftest import Nights

FEWER = "data_driven_min_channel_conversions 30 → 0; data_driven_min_conversions 300 → 0"
NEW, LATE, RULES = "new_conversion", "late_event", "rule_change"
DATA_DRIVEN = ("markov", "shapley")
# What a night published, by attribution model, ledger entry and channel.
PUBLISHED = """
    select attribution_model, conversion_id, channel,
        sum(cast(attributed_units as decimal(18, 9))), sum(attributed_value_minor),
        sum(attributed_value_reporting_minor)
    from marts.fct_attribution_credits group by all
    having sum(cast(attributed_units as decimal(18, 9))) <> 0
        or sum(attributed_value_minor) <> 0 or sum(attributed_value_reporting_minor) <> 0
    order by all
"""


def causes(nights: Nights, run: int, opportunity: str) -> set[tuple[str, str]]:
    """(type, cause) of what a run changed of a deal."""
    rows = nights.ask(
        """
        select distinct changes.conversion_type, cause from marts.fct_credit_changes as changes
        inner join marts.fct_conversions as conversions using (conversion_id)
        inner join marts.fct_conversions as originals
            on conversions.journey_conversion_id = originals.conversion_id
        where run_number = ? and originals.opportunity_id = ?
        """,
        run,
        opportunity,
    )
    return set(rows)


def test_every_run_is_in_the_log_once(nights: Nights) -> None:
    runs = nights.ask("select run_number, run_at::date::varchar from marts.dim_runs order by 1")
    days = ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"]
    assert runs == list(enumerate(days, start=1))
    assert nights.ask("select distinct run_number from marts.fct_credit_changes order by 1") == [
        (1,), (2,), (3,), (4,)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("run", "opportunity", "expected"),
    [
        (1, "d1", {("opportunity", NEW), ("sale", NEW), ("refund", "refund")}),
        (2, "d4", {("opportunity", NEW), ("sale", NEW)}),
        (2, "d1", {("opportunity", LATE), ("sale", LATE), ("refund", LATE)}),
        (2, "d2", set()),
        (2, "d3", {("opportunity", LATE), ("sale", LATE), ("refund", "refund")}),
        (3, "d2", {("opportunity", "crm_edit"), ("sale", "crm_edit")}),
        (3, "d4", {("opportunity", "consent"), ("sale", "rate")}),
        (3, "d5", {("sale", "identity_merge")}),
        (3, "d3", {(kind, "consent") for kind in ("opportunity", "sale", "refund")}),
        (3, "d1", set()),
        (4, "d1", {("opportunity", RULES), ("sale", RULES), ("refund", RULES)}),
    ],
)
def test_the_cause_is_what_happened(
    nights: Nights, run: int, opportunity: str, expected: set[tuple[str, str]]
) -> None:
    assert causes(nights, run, opportunity) == expected


def test_no_change_is_unexplained(nights: Nights) -> None:
    assert nights.ask("select * from marts.fct_credit_changes where cause = 'unknown'") == []
    assert nights.ask(
        "select distinct cause from marts.fct_credit_changes where run_number = 4"
    ) == [("rule_change",)]


@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 3), (3, 4), (1, 4)])
def test_changes_add_up_to_the_difference_of_two_nights(
    nights: Nights, before: int, after: int
) -> None:
    sums = """
        select attribution_model, channel, sum(attributed_value_reporting_minor)::bigint
        from marts.fct_attribution_credits group by all
    """
    old, new = ({row[:2]: row[2] for row in nights.ask(sums, night=n)} for n in (before, after))
    difference = {
        key: new.get(key, 0) - old.get(key, 0)
        for key in {*old, *new}
        if new.get(key, 0) != old.get(key, 0)
    }
    changes = nights.ask(
        """
        select attribution_model, channel, sum(value_reporting_change_minor)::bigint as change
        from marts.fct_credit_changes where run_number > ? and run_number <= ?
        group by all having change <> 0
        """,
        before,
        after,
    )
    assert difference
    assert {row[:2]: row[2] for row in changes} == difference


@pytest.mark.parametrize("night", [1, 2, 3, 4])
def test_any_past_night_can_be_rebuilt_from_the_log(nights: Nights, night: int) -> None:
    from orchestration.changes.as_of import CREDITS

    told = nights.ask(
        f"""
        select attribution_model, conversion_id, channel, units, value_minor, value_reporting_minor
        from ({CREDITS}) where conversion_id <> '(all)' order by all
        """,
        {"run_number": night},
    )
    published = nights.ask(PUBLISHED, night=night)
    assert told == [row for row in published if row[0] not in DATA_DRIVEN]


@pytest.mark.parametrize("night", [1, 2, 3, 4])
def test_of_data_driven_models_the_sums_of_a_past_night_can_be_rebuilt(
    nights: Nights, night: int
) -> None:
    from orchestration.changes.as_of import CREDITS

    sums = """
        select attribution_model, channel, sum({}) as minor from ({})
        where attribution_model in ('markov', 'shapley') group by all having minor <> 0 order by all
    """
    told = nights.ask(sums.format("value_reporting_minor", CREDITS), {"run_number": night})
    credited = sums.format("attributed_value_reporting_minor", "from marts.fct_attribution_credits")
    assert told == nights.ask(credited, night=night)
    assert {model for model, *_ in told} == set(DATA_DRIVEN)


def test_a_refit_is_told_by_channel_with_its_weights(nights: Nights) -> None:
    rows = nights.ask(
        """
        select distinct attribution_model, conversion_id, old_weight <> new_weight
        from marts.fct_credit_changes
        where run_number = 3 and cause = 'refit' and conversion_type = 'sale' order by all
        """
    )
    assert ("shapley", "(all)", True) in rows
    assert {row[1:] for row in rows} == {("(all)", True)}
    elsewhere = "select * from marts.fct_credit_changes where cause = 'refit' and run_number <> 3"
    assert nights.ask(elsewhere) == []
    assert "warned  every_change_has_a_cause" not in nights.ends["third"].out


def test_the_command_line_adds_up(nights: Nights) -> None:
    nights.small.restore("changed")
    words = ("explain-change", "--from", "2026-06-01", "--to", "3", "--model", "linear")
    ended = nights.small.headwater(*words, "--json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    change = told["after_minor"] - told["before_minor"]
    assert change == sum(row["revenue_minor"] for row in told["causes"]) != 0
    causes = {row["cause"] for row in told["causes"]}
    assert {"late_event", "consent", "crm_edit", "rate", "refund", "new_conversion"} == causes

    plain = nights.small.headwater(*words, "--channel", "paid social")
    assert plain.code == 0, plain.err
    assert "\x1b" not in plain.out
    assert "run 3" in plain.out
    assert "Paid Social  late_event" in plain.out
    assert "Direct" not in plain.out


def test_a_night_that_was_not_published_is_an_error_for_people(nights: Nights) -> None:
    nights.small.restore("changed")
    ended = nights.small.headwater("credits", "--as-of", "9")
    assert ended.code == 2
    assert ended.err.startswith("E126 '9' is none of the published runs")


def test_a_run_that_was_not_published_is_not_in_the_log(nights: Nights) -> None:
    assert max(nights.log_of_the_killed) == (3,)
    ids = nights.ask("select count(distinct run_id) from marts.fct_credit_changes")
    assert ids == [(4,)]


def test_old_rows_never_change(nights: Nights) -> None:
    sql = "select * from marts.fct_credit_changes where run_number <= {} order by all"
    for night in (1, 2, 3):
        assert nights.ask(sql.format(night)) == nights.ask(sql.format(night), night=night)


def test_changed_rules_are_told(nights: Nights) -> None:
    told = "rules changed since the last night: lookback_days 90 → 1"
    assert told in nights.ends["fourth"].out
    assert "rules changed" not in nights.ends["third"].out
    assert nights.ask("select rules_changed from marts.dim_runs order by run_number") == [
        ("",), (FEWER,), ("",), ("lookback_days 90 → 1",)
    ]  # fmt: skip
    [(fingerprint,)] = nights.ask("select fingerprint from marts.dim_runs where run_number = 4")
    assert nights.ask("select settings_hash from marts._meta") == [(fingerprint,)]
