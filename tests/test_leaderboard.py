"""Scores of the leaderboard on divisions small enough to compute by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import board_page
import leaderboard
import scores

from orchestration.demo.world import parameters_of

TRUTH = {"Email": 6.0, "Paid Search": 3.0, "Referral": 1.0}


def test_the_truth_itself_scores_best_whatever_its_sum() -> None:
    twice = {name: 2 * sales for name, sales in TRUTH.items()}
    assert scores.score(twice, TRUTH) == scores.Score(
        pytest.approx(0), pytest.approx(0), pytest.approx(1)
    )


def test_shares_are_compared_over_the_channels_of_both() -> None:
    # Shares .5 .3 .0 .2 against .6 .3 .1 .0: apart by .1 0 .1 .2.
    credit = {"Email": 10.0, "Paid Search": 6.0, "Direct": 4.0}
    found = scores.score(credit, TRUTH)
    assert found.distance == pytest.approx(0.2)
    assert found.error == pytest.approx(0.1)
    # In the order Direct, Email, Paid Search, Referral the ranks are 2 4 3 1 against 1 4 3 2.
    assert found.rank == pytest.approx(0.8)


def test_equal_shares_have_the_mean_of_their_ranks() -> None:
    # Ranks 2 2 2 have no order at all.
    assert scores.score(dict.fromkeys(TRUTH, 1.0), TRUTH).rank == 0
    # Ranks 1.5 1.5 3 against 2 1 3: covariance 1.5, variances 1.5 and 2.
    found = scores.score({"A": 1.0, "B": 1.0, "C": 2.0}, {"A": 2.0, "B": 1.0, "C": 3.0})
    assert found.rank == pytest.approx(1.5 / 3**0.5)


def test_return_is_compared_where_money_was_spent() -> None:
    credit = {"Email": 900.0, "Paid Search": 500.0}
    truth = {"Email": 100.0, "Paid Search": 200.0, "Display": 50.0}
    spend = {"Paid Search": 100.0, "Display": 25.0, "Email": 0.0}
    # 5 against 2, and 0 against 2.
    assert scores.return_error(credit, truth, spend) == pytest.approx(2.5)


def test_nothing_to_divide_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to divide"):
        scores.score({"Email": 0.0}, TRUTH)


def _board(seed: int, linear: float) -> leaderboard.Board:
    """Two channels that caused 6 and 2 of 10 sales, and a model that gives the first `linear`."""
    return leaderboard.Board(
        seed=seed,
        sold=(10, 1000.0),
        needed=(8, 800.0),
        truth={"Email": (6, 600.0), "Paid Search": (2, 200.0)},
        credits={
            "linear": {"Email": (linear, 100 * linear), "Paid Search": (10 - linear, 500.0)},
            leaderboard.VISITS: {"Email": (25, 25), "Direct": (75, 75)},
            **{
                model: {"Email": (1, 1), "Paid Search": (1, 1)}
                for model in board_page.SHOWN
                if model != "linear"
            },
        },
        spend={"Paid Search": 100.0, "Email": 0.0},
    )


def test_the_tables_say_what_the_boards_hold() -> None:
    text = board_page.tables([_board(1, 7.0), _board(2, 8.0)])
    assert "| 1 | 10 | 8 | 20% | 8 | 10 |" in text
    # Shares .7 and .8 against .75; 500 of value against 200, for a spend of 100.
    assert "| `linear` | 5.0% (5.0% – 5.0%) | 1 | 5.0% | 1.00 |" in text
    assert "| 3.0 |" in text.split("`linear`")[1].splitlines()[0]
    assert text.split("(share of visits)")[1].splitlines()[0].endswith("| – |")
    assert "| Paid Search | 25.0% | 50.0% |" in text


def test_the_page_keeps_what_people_wrote(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    start, end = board_page.MARKS
    page.write_text(f"before\n{start}\nold\n{end}\nafter\n")
    board_page.write(page, "new")
    assert page.read_text() == f"before\n{start}\nnew\n{end}\nafter\n"


def test_a_deleted_sale_is_worth_nothing() -> None:
    ledger = {("deal", "1"): (1.0, 750.0), ("order", "W-1"): (0.0, 0.0)}
    sales = {("deal", "1"), ("order", "W-1"), ("deal", "archived")}
    assert leaderboard._worth(ledger, sales) == (1.0, 750.0)


@pytest.mark.slow
def test_a_company_is_drawn_built_and_told(tmp_path: Path) -> None:
    found = leaderboard.board(tmp_path, parameters_of(scale=0.2, seed=7))
    assert 0 < found.needed[0] < found.sold[0]
    assert found.truth["Direct"] == (0, 0)
    assert found.truth["Paid Search"] > (0, 0)
    assert found.spend["Paid Search"] > 0
    assert {"linear", "markov", "custom", leaderboard.VISITS} <= set(found.credits)
    del found.credits[leaderboard.VISITS]
    for division in found.credits.values():
        # Every sale is credited to somebody, whether it was caused or not.
        assert sum(sales for sales, _ in division.values()) == pytest.approx(found.sold[0])
        assert sum(value for _, value in division.values()) == pytest.approx(found.sold[1])
