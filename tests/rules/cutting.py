"""Session cutting by a slow state machine, written from SEMANTICS 1.2 and 1.10."""

from dataclasses import dataclass, field

# query key -> (click id or None, is it paid, source, medium, campaign)
QUERIES = {
    1: ("click-a", True, None, None, None),
    2: ("click-b", True, None, None, None),
    3: ("click-a", True, "google", "cpc", "spring"),
    4: ("click-a", True, "google", "cpc", "summer"),
    5: (None, False, "google", "cpc", "spring"),
    6: (None, False, "GOOGLE", "CPC", "Spring"),
    7: (None, False, "news", "email", None),
    8: ("facebook-click", False, None, None, None),
    9: ("facebook-click", False, "facebook", "social", None),
    10: ("click-b", True, "news", "email", None),
}
# referrer key -> (registrable domain, list it is on)
REFERRERS = {
    1: ("google.com", "search_engine"),
    2: ("stripe.com", "ignored"),
    3: ("shop.example", "other"),
}


@dataclass(frozen=True)
class Event:
    """One event of a visitor; `at` in seconds after the start, `page` false for rows without a
    page.
    """

    event_id: str
    at: int
    query: int | None = None
    referrer: int | None = None
    event_type: str = "page_view"
    page: bool = True

    @property
    def opens(self) -> bool:
        return self.page and self.event_type not in ("order", "identify")

    @property
    def paid_click(self) -> str | None:
        return QUERIES[self.query][0] if self.query and QUERIES[self.query][1] else None

    @property
    def tags(self) -> tuple[str, ...] | None:
        tags = QUERIES[self.query][2:] if self.query else ()
        return tuple((tag or "").lower() for tag in tags) if any(tags) else None

    @property
    def evidence(self) -> tuple[int | None, int | None]:
        query = self.query if self.paid_click or self.tags else None
        referrer = self.referrer if self.referrer == 1 else None
        return query, referrer


@dataclass
class Session:
    """What the state machine and the SQL must agree on."""

    first: str
    events: list[str] = field(default_factory=list)
    started: int = 0
    last: int = 0
    page_views: int = 0
    evidence: tuple[int | None, int | None] = (None, None)
    person: str = ""
    extras: int = 0
    ended: int = 0


def cut_slowly(events: list[Event], handovers: list[int]) -> list[Session]:
    """The sessions of one visitor; person 0 holds the cookie until the first handover, person 1
    after it, and so on.
    """
    sessions: list[Session] = []
    click: str | None = None
    tags: tuple[str, ...] | None = None
    for event in sorted((e for e in events if e.opens), key=lambda e: (e.at, e.event_id)):
        person = str(sum(1 for moment in handovers if moment <= event.at))
        current = sessions[-1] if sessions else None
        cut = current is None or event.at - current.last > 1800 or person != current.person
        if not cut and event.paid_click is not None:
            cut = event.paid_click != click
        elif not cut and event.tags is not None:
            cut = event.tags != tags
        if cut:
            current = Session(first=event.event_id, started=event.at, person=person)
            sessions.append(current)
            click, tags = event.paid_click, event.tags
        current.events.append(event.event_id)
        current.last = current.ended = event.at
        current.page_views += event.event_type == "page_view"
        if current.evidence == (None, None):
            current.evidence = event.evidence
    for event in (e for e in events if not e.opens):
        person = str(sum(1 for moment in handovers if moment <= event.at))
        own = [s for s in sessions if s.person == person]
        before = [s for s in own if s.started <= event.at]
        if before and event.at <= before[-1].last + 1800:
            home = before[-1]
        else:
            home = next((s for s in own if 0 < s.started - event.at <= 1800), None)
        if home is not None:
            home.extras += 1
            home.ended = max(home.ended, event.at)
    return sessions
