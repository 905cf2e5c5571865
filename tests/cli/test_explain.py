"""`explain` and `explain-channel`: every way to name a customer, and text that wants to be more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Headwater
from tests.support.small_company import CAMPAIGN, email

HOSTILE = ("[bold]x[/bold]", "[/]", "[red", "{0}", "%s", "';--", "\\[x]", "--")
PAGE = "https://www.small.example/"


@pytest.mark.parametrize(
    "name",
    [email(1), " PERSON1@Small.Example ", "+442079460101", "020 7946 0101", "v1", "d1", "l1"],
)
def test_a_customer_is_found_by_whatever_is_known(night: Headwater, name: str) -> None:
    told = night("explain", name)

    assert (told.code, told.err) == (0, "")
    assert told.out.count("\nperson ") == 1
    assert "1,000.00 GBP" in told.out
    assert "cookie v1 = " in told.out  # why it is one person
    # John's first click has its ad; the last line of a table has its model.
    assert CAMPAIGN in told.out
    assert "Paid Search" in told.out
    assert "(rule: " in told.out
    assert email(1) not in told.out
    # Eight digits: four of them stand in a hash of somebody's secret now and then.
    assert "79460101" not in told.out.replace(" ", "")


def test_the_credits_of_each_journey_sum_to_one(night: Headwater) -> None:
    told = night("explain", "d1", "--model", "linear", "--model", "last_touch")

    shares = [line.split() for line in told.out.splitlines() if line.startswith("    linear")]
    assert shares
    for _, *cells in shares:
        assert sum(float(cell.rstrip("%")) for cell in cells if cell != "–") == pytest.approx(
            100, abs=0.05
        )
    assert "last_touch" in told.out
    assert "first_touch" not in told.out


def test_a_visitor_whom_nobody_knows_has_touchpoints_and_no_evidence(night: Headwater) -> None:
    told = night("explain", "v12")

    assert told.code == 0
    assert "known by its cookie alone" in told.out
    assert "touchpoints (no conversion yet)" in told.out


@pytest.mark.parametrize("name", ["nobody@small.example", "+442079469999", "", *HOSTILE[:-1]])
def test_an_unknown_customer_is_an_error_whatever_it_is_called(night: Headwater, name: str) -> None:
    told = night("explain", name)

    assert told.code == 1
    assert told.out == ""
    assert told.err.startswith("E120 nobody is known by that — ")
    assert " — FIX: check the spelling" in told.err


def test_explain_before_the_first_night(headwater: Headwater) -> None:
    told = headwater("explain", "v1")

    assert told.code == 2
    assert told.err.startswith("E121 there is no warehouse yet — ")
    assert told.err.endswith("FIX: headwater nightly\n")


def test_explain_on_half_a_warehouse(headwater: Headwater, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    duckdb.connect(str(tmp_path / "home" / "warehouse.duckdb")).close()

    told = headwater("explain", "v1")

    assert told.code == 1
    assert told.err.startswith("E124 the warehouse is not whole — ")


def test_an_unknown_model_names_the_known_ones(night: Headwater) -> None:
    told = night("explain", "v1", "--model", "[bold]markov[/]")

    assert told.code == 2
    assert told.err.startswith("E212 no attribution model [bold]markov[/] — ")
    assert "last_non_direct" in told.err


# -- channels --------------------------------------------------------------------------------------


def test_a_channel_comes_with_its_rule(headwater: Headwater) -> None:
    told = headwater("explain-channel", f"{PAGE}?utm_source=linkedin&utm_medium=cpc")

    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[:3] == [
        "channel   Paid Social (paid)",
        "rule      paid social",
        "source    linkedin / cpc",
    ]


def test_the_referrer_decides_where_nothing_else_does(headwater: Headwater) -> None:
    without = headwater("explain-channel", PAGE).out
    with_it = headwater("explain-channel", PAGE, "https://www.google.com/").out

    assert "channel   Direct\n" in without
    assert "channel   Organic Search\n" in with_it
    assert "referrer  www.google.com" in with_it


def test_hostile_text_is_shown_as_it_is(headwater: Headwater) -> None:
    url = f"{PAGE}?utm_source=[bold]x[/bold]&utm_medium=email&utm_campaign=[/]"

    told = headwater("explain-channel", url)

    assert told.code == 0
    assert "source    [bold]x[/bold] / email / [/]" in told.out


def test_what_would_steer_a_terminal_is_shown_as_a_mark(headwater: Headwater) -> None:
    told = headwater("explain-channel", f"{PAGE}?utm_source=a%1b]0;x%07&utm_medium=%1b[31mred")

    assert told.code == 0
    assert "\x1b" not in told.out
    assert "\x07" not in told.out
    assert "[31mred" in told.out


@pytest.mark.parametrize(
    "wrong", ["", " ", "[/]", "not a url", "http://", "?utm_source=x", "https://[::1", "x.example"]
)
def test_an_address_that_is_none_is_an_error_not_an_answer(
    headwater: Headwater, wrong: str
) -> None:
    for given in ([wrong], [PAGE, wrong] if wrong else [wrong]):
        told = headwater("explain-channel", *given)

        assert (told.code, told.out) == (2, "")
        assert told.err.startswith(f"E123 {wrong!r} is no address — ")
        assert " — FIX: headwater explain-channel 'https://" in told.err


def test_an_app_may_be_the_referrer(headwater: Headwater) -> None:
    told = headwater("explain-channel", PAGE, "android-app://com.google.android.gm/")

    assert told.code == 0
    assert "channel   " in told.out
