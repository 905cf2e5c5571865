"""Who is who (§1.3): components over strong keys, cookies handed over, shared keys dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.reference.consent import Consents, is_silent
from tests.reference.records import START, Landed, Row

Key = tuple[str, str]
MOST_NEIGHBOURS = 10
LEASE_GRACE = timedelta(minutes=30)
# §1.3 Shared keys, block list (a part of the door's: the mailboxes these tests use).
SHARED_MAILBOXES = {"info", "sales", "support", "contact"}
# §1.10 Duplicates: ordering within one instant.
RANKS = {"event": 1, "form": 2, "chat": 3, "call": 4, "email_click": 5, "lead": 6}


class Identity:
    """`person(...)` of keys, of a visitor at a moment, of a record."""

    def __init__(self, landed: Landed, consents: Consents) -> None:
        self._landed = landed
        self._silent = {
            event["event_id"] for event in landed["web_events"] if is_silent(event, consents)
        }
        self.call_visitors = dict(_call_visitors(landed))
        self.standing_merges = standing_merges(landed)
        records = list(self._records())
        self._persons = _components(records, self.standing_merges)
        self._holders = self._handovers(records)

    def person(
        self, keys: Iterable[Key | None], visitor: str | None, at: datetime, apart: Key
    ) -> Key:
        """Page: a strong key names the person; a cookie where no key is usable; who names nobody
        is a person apart.
        """
        named = self.named(keys)
        if named is not None:
            return named
        return self.holder(visitor, at) if visitor else apart

    def holder(self, visitor: str, at: datetime) -> Key:
        """§1.3 Weak keys: the first identification owns what came before it; then the latest."""
        held = self._holders.get(visitor)
        if not held:
            return ("v", visitor)
        before = [person for since, person in held if since <= at]
        return before[-1] if before else held[0][1]

    def named(self, keys: Iterable[Key | None]) -> Key | None:
        """The person of the first key that names one."""
        return next((self._persons[key] for key in keys if key in self._persons), None)

    def _records(self) -> Iterable[tuple[str, str, str | None, datetime, list[Key | None]]]:
        """What names somebody: kind, id, visitor, moment, strong keys in order of trust."""
        for row in self._landed["web_events"]:
            # §1.1 Consent: an event without consent counts in totals only.
            silent = row["event_id"] in self._silent
            kind = "silent" if silent else "event"
            yield kind, row["event_id"], row["visitor_id"], row["event_at"], event_keys(row)
        for row in self._landed["form_submissions"]:
            yield "form", row["submission_id"], row["visitor_id"], row["submitted_at"], contact(row)
        for row in self._landed["chats"]:
            yield "chat", row["chat_id"], row["visitor_id"], row["started_at"], contact(row)
        for row in self._landed["calls"]:
            visitor = self.call_visitors.get(row["call_id"])
            keys = [strong("phone", row["caller_phone"])]
            yield "call", row["call_id"], visitor, row["started_at"], keys
        for row in self._landed["email_clicks"]:
            keys = [strong("email", row["email"])]
            yield "email_click", row["click_id"], row["visitor_id"], row["clicked_at"], keys
        for row in self._landed["leads"]:
            keys = [lead_key(row["crm"], row["lead_id"]), *contact(row)]
            record = f"l:{row['crm']}:{row['lead_id']}"
            yield "lead", record, row["visitor_id"], row["created_at"], keys

    def _handovers(self, records: list) -> dict[str, list[tuple[datetime, Key]]]:
        """For each cookie, from when it is whose; of several within one instant the last."""
        shown = defaultdict(list)
        for kind, record, visitor, at, keys in records:
            person = self.named(keys)
            if kind != "silent" and visitor and person is not None:
                shown[visitor].append((at, RANKS[kind], record, person))
        held: dict[str, list[tuple[datetime, Key]]] = {}
        for visitor, identifications in shown.items():
            ordered = sorted(identifications)
            # The first one of all owns the time before, even if another follows at once.
            stretches = [(START, ordered[0][3])]
            for at, _, _, person in ordered:
                if person != stretches[-1][1]:
                    stretches.append((at, person))
            held[visitor] = stretches
        return held


def strong(kind: str, value: str | None) -> Key | None:
    return (kind, value) if value else None


def lead_key(crm: str, lead_id: str) -> Key:
    return ("lead", f"{crm}:{lead_id}")


def contact(row: Row) -> list[Key | None]:
    return [strong("email", row["email"]), strong("phone", row["phone"])]


def event_keys(row: Row) -> list[Key | None]:
    return [strong("user", row["user_id"]), *contact(row)]


def standing_merges(landed: Landed) -> dict[tuple[str, str], set[str]]:
    """§1.10 Leads: an unmerge later than a merge undoes it. (crm, from) to its survivors."""
    decisions: dict[tuple[str, str, str], tuple[datetime, bool]] = {}
    told = [
        (
            row["crm"],
            row["from_id"],
            row["into_id"],
            row["merged_at"],
            row["is_unmerge"] is not True,
        )
        for row in landed["merges"]
    ]
    told += [
        (
            row["crm"], row["lead_id"], row["merged_into_id"],
            row["updated_at"] or row["created_at"], True,
        )
        for row in landed["leads"]
        if row["merged_into_id"]
    ]  # fmt: skip
    for crm, from_id, into_id, at, stands in told:
        # At the same moment the merge stands.
        key = (crm, from_id, into_id)
        decisions[key] = max(decisions.get(key, (at, stands)), (at, stands))
    merges: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (crm, from_id, into_id), (_, stands) in decisions.items():
        if stands:
            merges[crm, from_id].add(into_id)
    return dict(merges)


def _components(records: list, merges: dict[tuple[str, str], set[str]]) -> dict[Key, Key]:
    """§1.3 Stitch: connected components over strong-strong evidence; a key to its person."""
    pairs: set[tuple[Key, Key]] = set()
    seen: set[Key] = set()
    for kind, _, _, _, keys in records:
        present = [key for key in keys if key is not None]
        seen.update(present)
        if kind != "silent":
            pairs.update((a, b) for a in present for b in present if a != b)
    for (crm, from_id), survivors in merges.items():
        for into_id in survivors:
            a, b = lead_key(crm, from_id), lead_key(crm, into_id)
            pairs.update({(a, b), (b, a)})
    usable = {key for key in seen if not _is_shared(key, pairs, seen)}
    person = {key: key for key in usable}

    def root(key: Key) -> Key:
        return key if person[key] == key else root(person[key])

    for a, b in sorted(pairs):
        if a in usable and b in usable:
            one, other = sorted((root(a), root(b)))
            person[other] = one
    return {key: root(key) for key in usable}


def _is_shared(key: Key, pairs: set[tuple[Key, Key]], seen: set[Key]) -> bool:
    """§1.3 Shared keys: on the block list, or directly beside more than ten of one kind."""
    kind, value = key
    if kind == "email" and value.split("@")[0].split("+")[0] in SHARED_MAILBOXES:
        return True
    beside: dict[str, int] = defaultdict(int)
    for one, other in pairs:
        if one == key and other in seen:
            beside[other[0]] += 1
    return any(count > MOST_NEIGHBOURS for count in beside.values())


def _call_visitors(landed: Landed) -> Iterable[tuple[str, str]]:
    """§1.2 Call in a session: the call names the visitor, or a lease (and 30 minutes) covers it."""
    for call in landed["calls"]:
        lease = covering_lease(call, landed)
        visitor = call["visitor_id"] or (lease and lease["visitor_id"])
        if visitor:
            yield call["call_id"], visitor


def covering_lease(call: Row, landed: Landed) -> Row | None:
    """The latest lease of the number that covers a call."""
    covering = [
        lease
        for lease in landed["number_leases"]
        if call["tracking_number"]
        and lease["tracking_number"] == call["tracking_number"]
        and lease["leased_from"] <= call["started_at"] <= lease["leased_until"] + LEASE_GRACE
    ]
    return max(covering, key=lambda lease: lease["leased_from"], default=None)
