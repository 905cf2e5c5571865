"""Writes batches of contacts and the ledger around them, so that a crash loses nothing.

The intent is committed before the call: after a crash, a value that we were about to write is
recognised as ours and not taken for a human's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from orchestration.exports.crm_fields import CrmField, Difference, written_hash
from orchestration.exports.crm_state import remember
from orchestration.exports.errors import DestinationHalted
from orchestration.exports.hubspot_contacts import HubSpotContacts
from orchestration.exports.keys import canonical_json, fields_hash, platform_key
from orchestration.exports.ledger import Ledger
from orchestration.exports.outcomes import Refusal
from orchestration.exports.records import DELIVERED, REFUSED, Delivery, Kind, State
from orchestration.exports.report import ExportReport
from orchestration.resources.http import VendorError

NAME = "hubspot"
ACCOUNT = "portal"
ACTION = "lead_sources"
NOT_FOUND = Refusal("contact_not_found", "archived, merged or deleted in the CRM")

Changes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Wanted:
    """The fields that one contact should hold, by property name."""

    record_id: str
    values: dict[str, str]

    @property
    def content_hash(self) -> str:
        """Fingerprint of all of them."""
        return fields_hash(self.values)


class ContactWriter:
    """Writes batches within one run."""

    def __init__(
        self,
        ledger: Ledger,
        contacts: HubSpotContacts,
        rules: Mapping[str, CrmField],
        report: ExportReport,
        *,
        tenant: str,
        run_id: str,
        policy_version: str,
        now: datetime,
        checkpoint: Callable[[str], None],
    ):
        self.ledger = ledger
        self.contacts = contacts
        self.rules = rules
        self.report = report
        self.tenant = tenant
        self.run_id = run_id
        self.policy_version = policy_version
        self.now = now
        self.checkpoint = checkpoint
        self.history = ledger.history(NAME, ACCOUNT)

    def write(
        self, members: list[Wanted], found: Mapping[str, Difference], limit: int | None
    ) -> int:
        """Write what differs, at most `limit` contacts; returns how many were sent.

        `found` holds the differences of the contacts that the CRM still has.
        """
        present = [each for each in members if each.record_id in found]
        changed = [each for each in present if found[each.record_id].changes][:limit]
        same = [each for each in present if not found[each.record_id].changes]
        self._note_gone([each for each in members if each.record_id not in found])
        self._note_same(same)
        self._remember({each.record_id: found[each.record_id].adopted for each in present}, True)
        if changed:
            changes = {each.record_id: found[each.record_id].changes for each in changed}
            rows = [self._row(each, State.PENDING, changes[each.record_id]) for each in changed]
            self.ledger.write(rows, self._superseded(changed))
            self._send(rows, changes)
        return len(changed)

    def _note_gone(self, gone: list[Wanted]) -> None:
        self.report.rejected.update(NOT_FOUND.code for _ in gone)
        rows = [
            replace(
                self._row(each, State.DEAD, {}),
                reason=NOT_FOUND.code,
                error_code=NOT_FOUND.code,
                error_text=NOT_FOUND.text,
            )
            for each in gone
        ]
        self.ledger.write(rows, self._superseded(gone))

    def _note_same(self, same: list[Wanted]) -> None:
        """Contacts that already hold what they should: nothing is sent. Where a call of ours had
        no answer, this is the answer."""
        self.report.unchanged += len(same)
        confirmed, new = [], []
        for each in same:
            waiting = self._unanswered(each.record_id)
            if waiting and waiting[-1].content_hash == each.content_hash:
                confirmed.append(
                    replace(
                        waiting[-1],
                        state=State.ACCEPTED,
                        reason="confirmed_by_read",
                        updated_at=self.now,
                    )
                )
            else:
                new.append(each)
        rows = [
            replace(self._row(each, State.ACCEPTED, {}), reason="already_there") for each in new
        ]
        self.ledger.write(rows, confirmed + self._superseded(new))

    def _send(self, rows: list[Delivery], changes: Changes) -> None:
        self._remember(changes, False)
        batch_id = self.ledger.begin_batch(rows, self.now)
        self.checkpoint("before_send")
        try:
            result = self.contacts.update(changes)
        except VendorError as error:
            self._fail(batch_id, rows, changes, error)
            return
        self.checkpoint("after_send")
        moved = []
        for row in rows:
            refusal = result.refused.get(row.conversion_key)
            if row.conversion_key in result.written:
                moved.append(self._moved(row, State.ACCEPTED, batch_id))
            elif refusal is not None:
                moved.append(self._moved(row, State.DEAD, batch_id, refusal))
            else:
                moved.append(self._moved(row, State.UNKNOWN, batch_id))
        written = {key: values for key, values in changes.items() if key in result.written}
        self._remember(written, True)
        self.ledger.record(batch_id, moved, self.now, status="answered")
        self.checkpoint("after_record")
        self._count(moved, written)

    def _fail(
        self, batch_id: str, rows: list[Delivery], changes: Changes, error: VendorError
    ) -> None:
        """The whole call failed: stop, or halve until the record at fault stands alone."""
        if error.status != 400 or "PROPERTY_DOESNT_EXIST" in str(error):
            state = State.UNKNOWN if error.status is None else State.PENDING
            moved = [self._moved(row, state, batch_id) for row in rows]
            self.ledger.record(batch_id, moved, self.now, status=str(error.status))
            self._count(moved, {})
            raise DestinationHalted(_halt_reason(error), str(error)) from error
        if len(rows) == 1:
            refusal = Refusal("VALIDATION_ERROR", str(error))
            moved = [self._moved(rows[0], State.DEAD, batch_id, refusal)]
            self.ledger.record(batch_id, moved, self.now, status="400")
            self._count(moved, {})
            return
        back = [self._moved(row, State.PENDING, batch_id) for row in rows]
        self.ledger.record(batch_id, back, self.now, status="400")
        middle = len(back) // 2
        for half in (back[:middle], back[middle:]):
            self._send(half, {row.conversion_key: changes[row.conversion_key] for row in half})

    def _count(self, moved: list[Delivery], written: Changes) -> None:
        states = [row.state for row in moved]
        self.report.sent += len(moved)
        self.report.accepted += states.count(State.ACCEPTED)
        self.report.unknown += states.count(State.UNKNOWN)
        self.report.waiting += states.count(State.PENDING)
        self.report.rejected.update(row.reason for row in moved if row.state == State.DEAD)
        self.report.fields_written += sum(len(values) for values in written.values())

    def _row(self, wanted: Wanted, state: State, changes: Mapping[str, str]) -> Delivery:
        history = self.history.get((ACTION, wanted.record_id), [])
        return Delivery(
            destination=NAME,
            account=ACCOUNT,
            action=ACTION,
            conversion_key=wanted.record_id,
            revision=max((each.revision for each in history), default=0) + 1,
            kind=Kind.CRM_SET,
            state=state,
            platform_key=platform_key(self.tenant, ACTION, wanted.record_id),
            content_hash=wanted.content_hash,
            payload=canonical_json(dict(changes)) if changes else None,
            run_id=self.run_id,
            policy_version=self.policy_version,
            created_at=self.now,
            updated_at=self.now,
        )

    def _moved(
        self, row: Delivery, state: State, batch_id: str, refusal: Refusal | None = None
    ) -> Delivery:
        return replace(
            row,
            state=state,
            reason=refusal.code if refusal else None,
            error_code=refusal.code if refusal else None,
            error_text=refusal.text if refusal else None,
            batch_id=batch_id,
            attempts=row.attempts + 1,
            first_sent_at=row.first_sent_at or self.now,
            last_sent_at=self.now,
        )

    def _unanswered(self, record_id: str) -> list[Delivery]:
        settled = DELIVERED | REFUSED | {State.SUPERSEDED}
        return [
            each for each in self.history.get((ACTION, record_id), []) if each.state not in settled
        ]

    def _superseded(self, wanted: list[Wanted]) -> list[Delivery]:
        """Earlier attempts without an answer: the record itself has just been read instead."""
        return [
            replace(row, state=State.SUPERSEDED, updated_at=self.now)
            for each in wanted
            for row in self._unanswered(each.record_id)
        ]

    def _remember(self, values: Changes, written: bool) -> None:
        hashes = {
            record_id: {
                name: written_hash(value, self.rules[name].type) for name, value in fields.items()
            }
            for record_id, fields in values.items()
            if fields
        }
        remember(self.ledger, NAME, hashes, self.now, written=written)


def _halt_reason(error: VendorError) -> str:
    if error.status is None:
        return "unavailable"
    if error.status == 429:
        return "daily_limit"
    return {400: "properties_missing", 401: "permission_denied", 403: "permission_denied"}.get(
        error.status, "refused"
    )
