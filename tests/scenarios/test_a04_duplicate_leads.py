"""A4. Three form posts, a chat and two CRM leads that are merged later: one lead, three repeats."""

from __future__ import annotations

from tests.scenarios.rows import lead, page

VISITOR, MAIL = "a4-sam", "a4.sam@stories.example"


def _post(at: str, mail: str) -> dict:
    return page(VISITOR, at, "/quote", event_type="form_submit", form_id="a4-quote", email=mail)


DELIVERIES = {
    "2026-03-04": {
        "web_events": [
            page(VISITOR, "2026-03-01 10:00:00", "/quote", "https://www.bing.com/"),
            _post("2026-03-01 10:01:00", MAIL),
            _post("2026-03-01 10:04:00", "A4.Sam@Stories.Example "),
            _post("2026-03-01 10:09:00", MAIL),
            page(VISITOR, "2026-03-03 12:00:00", "/"),
        ],
        "chats": [
            {
                "chat_id": "a4-chat",
                "started_at": "2026-03-03 12:05:00",
                "visitor_id": VISITOR,
                "email": MAIL,
                "is_lead": True,
            }
        ],
        "leads": [
            lead("a4-one", "2026-03-01 10:01:30", email=MAIL),
            lead("a4-two", "2026-03-03 12:06:00", email="a4.sam.other@stories.example"),
        ],
    },
    "2026-03-21": {
        "merges": [
            {
                "crm": "crm",
                "merged_at": "2026-03-05 09:00:00",
                "from_id": "a4-two",
                "into_id": "a4-one",
                "extracted_at": "2026-03-05 09:10:00",
            }
        ],
    },
}


def _inquiries(nights, night: str | None = None) -> dict[str, int]:
    found = nights.ask(
        """
        with sam as (
            select distinct person_id from intermediate.int_person_keys
            where key in ('l:crm:a4-one', 'l:crm:a4-two')
        )
        select conversion_type, count(*) from marts.fct_conversions
        where person_id in (select person_id from sam)
          and conversion_type in ('lead', 'repeat_inquiry')
        group by conversion_type
        """,
        night=night,
    )
    return dict(found)


def test_one_lead_and_three_repeats(nights):
    assert _inquiries(nights) == {"lead": 1, "repeat_inquiry": 3}


def test_before_the_merge_two_people_stand(nights):
    assert _inquiries(nights, night="2026-03-04") == {"lead": 2, "repeat_inquiry": 3}


def test_the_first_form_is_the_lead(nights):
    found = nights.ask(
        """
        select inquiry_type, conversion_at::varchar from marts.fct_conversions
        where conversion_type = 'lead' and person_id = (
            select person_id from intermediate.int_person_keys where key = 'l:crm:a4-one')
        """
    )
    assert found == [("form", "2026-03-01 10:01:00")]
