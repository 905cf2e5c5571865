"""Where sessions begin and end."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.cutting import QUERIES, Event, Session, cut_slowly
from tests.rules.cutting_sql import SqlCutter

GAPS = (0, 1, 30, 600, 1799, 1800, 1801, 4000)


@pytest.fixture(scope="module")
def cutter() -> Iterator[SqlCutter]:
    made = SqlCutter()
    yield made
    made.connection.close()


@st.composite
def visitors(draw: st.DrawFn) -> tuple[list[Event], list[int]]:
    at, events = 0, []
    for number in range(draw(st.integers(0, 9))):
        at += draw(st.sampled_from(GAPS))
        # Ids fall as time goes on, so that a tie in time is not settled by luck.
        events.append(
            Event(
                event_id=f"e{99 - number}",
                at=at,
                query=draw(st.sampled_from([None, None, *QUERIES])),
                referrer=draw(st.sampled_from([None, None, 1, 2, 3])),
                event_type=draw(
                    st.sampled_from(["page_view"] * 6 + ["click", "order", "identify"])
                ),
                page=draw(st.sampled_from([True] * 6 + [False])),
            )
        )
    moments = st.sampled_from([event.at for event in events] or [0])
    return events, draw(st.lists(moments, max_size=2, unique=True))


def without_ids(session: Session) -> tuple:
    return (
        session.first,
        len(session.events),
        session.started,
        session.last,
        session.page_views,
        session.evidence,
        session.person,
        session.extras,
        session.ended,
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batch=st.lists(visitors(), min_size=1, max_size=25))
def test_sql_cuts_as_the_state_machine_does(
    cutter: SqlCutter, batch: list[tuple[list[Event], list[int]]]
) -> None:
    found = cutter.cut(batch)
    for (events, handovers), sessions in zip(batch, found, strict=True):
        assert list(map(without_ids, sessions)) == list(
            map(without_ids, cut_slowly(events, handovers))
        )


def starts(cutter: SqlCutter, *events: Event, handovers: tuple[int, ...] = ()) -> list[int]:
    return sorted(session.started for session in cutter.cut([(list(events), list(handovers))])[0])


@pytest.mark.parametrize(("gap", "sessions"), [(1800, 1), (1801, 2)])
def test_a_gap_of_1800_seconds_stays(cutter: SqlCutter, gap: int, sessions: int) -> None:
    assert len(starts(cutter, Event("a", 0), Event("b", gap))) == sessions


def test_the_same_click_id_on_reload_stays(cutter: SqlCutter) -> None:
    assert starts(cutter, Event("a", 0, query=1), Event("b", 60, query=1)) == [0]


def test_another_click_id_cuts(cutter: SqlCutter) -> None:
    assert starts(cutter, Event("a", 0, query=1), Event("b", 60, query=2)) == [0, 60]


def test_new_tags_cut_and_spelling_does_not(cutter: SqlCutter) -> None:
    assert starts(
        cutter, Event("a", 0, query=5), Event("b", 60, query=6), Event("c", 90, query=7)
    ) == [0, 90]


def test_a_campaign_after_a_plain_page_cuts(cutter: SqlCutter) -> None:
    assert starts(cutter, Event("a", 0), Event("b", 60, query=5), Event("c", 90, query=5)) == [
        0,
        60,
    ]


def test_facebooks_own_id_is_no_campaign(cutter: SqlCutter) -> None:
    assert starts(cutter, Event("a", 0), Event("b", 60, query=8)) == [0]


def test_a_search_referrer_after_a_direct_page_names_the_session(cutter: SqlCutter) -> None:
    (session,) = cutter.cut([([Event("a", 0), Event("b", 600, referrer=1)], [])])[0]
    assert session.evidence == (None, 1)


def test_another_person_on_the_cookie_cuts(cutter: SqlCutter) -> None:
    assert starts(cutter, Event("a", 0), Event("b", 60), Event("c", 90), handovers=(60,)) == [0, 60]


def test_clicks_and_tags_in_one_stretch_compare_with_the_first_event(cutter: SqlCutter) -> None:
    # Click with tags, its own tags alone, the click again with other tags: one session; then tags
    # of the other kind.
    events = [
        Event("a", 0, query=3),
        Event("b", 60, query=5),
        Event("c", 90, query=4),
        Event("d", 120, query=7),
    ]
    assert starts(cutter, *events) == [0, 120]


def test_a_click_after_a_cut_by_tags_is_new_again(cutter: SqlCutter) -> None:
    assert starts(
        cutter, Event("a", 0, query=1), Event("b", 60, query=7), Event("c", 90, query=1)
    ) == [0, 60, 90]


def test_an_order_never_opens_a_session(cutter: SqlCutter) -> None:
    assert starts(cutter, Event("a", 0, event_type="order")) == []
