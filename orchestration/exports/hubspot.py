"""One run of the HubSpot write-back: read, compare, write what differs, remember it.

Only records that the CRM gave us are written, by their id, and only fields that change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from orchestration.exports.breaker import check_size
from orchestration.exports.crm_fields import CrmField, Difference, difference, fit, load_field_map
from orchestration.exports.crm_state import field_states
from orchestration.exports.delivery import utc_now
from orchestration.exports.errors import DestinationHalted
from orchestration.exports.hubspot_contacts import HubSpotContacts
from orchestration.exports.hubspot_provision import schema_problems
from orchestration.exports.hubspot_writing import ACCOUNT, ACTION, NAME, ContactWriter, Wanted
from orchestration.exports.keys import canonical_json
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_lease import Lease, destination_lease
from orchestration.exports.ledger_runs import finish_run, last_rows_read, start_run
from orchestration.exports.mart import exports_path, read_rows
from orchestration.exports.policies import CrmPolicy
from orchestration.exports.records import DELIVERED, REFUSED, State
from orchestration.exports.report import ExportReport
from orchestration.resources.http import VendorError
from orchestration.settings import Settings

TABLE = "exp_hubspot__lead_sources"
RECORD_ID = "lead_id"


class LeadSourceExport:
    """The run of the write-back in one mode. `checkpoint` is for tests."""

    def __init__(
        self,
        settings: Settings,
        contacts: HubSpotContacts,
        ledger: Ledger,
        policy: CrmPolicy,
        *,
        force: bool = False,
        checkpoint: Callable[[str], None] = lambda point: None,
    ):
        self.settings = settings
        self.contacts = contacts
        self.ledger = ledger
        self.policy = policy
        self.force = force
        self.checkpoint = checkpoint
        self.now = utc_now(settings)
        self.fields = load_field_map()
        self.rules = {each.property_name: each for each in self.fields}

    def preview(self, mode: str) -> ExportReport:
        """Render: no network. Validate: the portal's definitions and values, nothing written."""
        report = ExportReport(NAME, mode, ACCOUNT)
        rows = self._rows(report)
        definitions = self._definitions(report) if mode == "validate" else {}
        todo = self._todo(self._wanted(rows, definitions), report)
        report.sample = [canonical_json(each.values) for each in todo[:1]]
        if mode == "validate":
            for members in _chunks(todo, self.policy.read_batch_size):
                found = self._compare(members, report)
                report.validated += sum(bool(each.changes) for each in found.values())
        return report

    def deliver(self, mode: str, canary: int | None) -> ExportReport:
        """Canary or live: write what differs, at most `canary` records."""
        report = ExportReport(NAME, mode, ACCOUNT)
        with destination_lease(self.ledger, NAME) as lease:
            rows = self._rows(report)
            run_id = start_run(self.ledger, NAME, mode, len(rows), self.now)
            try:
                self._write_all(rows, report, lease, run_id, canary)
            except DestinationHalted as halted:
                report.halt(halted.reason, str(halted))
            except VendorError as error:
                report.halt("unavailable" if error.status is None else "refused", str(error))
            report.requests = self.contacts.requests
            finish_run(self.ledger, run_id, utc_now(self.settings), report.halted, report.as_dict())
        return report

    def _write_all(
        self,
        rows: list[dict[str, Any]],
        report: ExportReport,
        lease: Lease,
        run_id: str,
        canary: int | None,
    ) -> None:
        if not self.force:
            check_size(len(rows), last_rows_read(self.ledger, NAME), self.policy)
        definitions = self._definitions(report)
        todo = self._todo(self._wanted(rows, definitions), report)
        writer = ContactWriter(
            self.ledger,
            self.contacts,
            self.rules,
            report,
            tenant=self.settings.tenant,
            run_id=run_id,
            policy_version=self.policy.version,
            now=self.now,
            checkpoint=self.checkpoint,
        )
        left = canary
        for members in _chunks(todo, self.policy.batch_size):
            lease.renew()
            found = self._compare(members, report)
            written = writer.write(members, found, left)
            left = None if left is None else left - written
            if left == 0:
                return

    def _rows(self, report: ExportReport) -> list[dict[str, Any]]:
        rows = read_rows(exports_path(self.settings.published_current), TABLE)
        report.rows_read = len(rows)
        return rows

    def _definitions(self, report: ExportReport) -> dict[str, dict[str, Any]]:
        definitions = self.contacts.definitions()
        problems = schema_problems(self.fields, definitions)
        if problems:
            report.blocked["property_missing"] = len(problems)
            name, problem = next(iter(problems.items()))
            raise DestinationHalted(
                "properties_missing",
                f"{len(problems)} contact properties do not fit — first {name}: {problem} — the "
                "portal was not prepared or somebody changed it — "
                "FIX: run the provision command, then export again",
            )
        return definitions

    def _wanted(
        self, rows: list[dict[str, Any]], definitions: Mapping[str, Mapping[str, Any]]
    ) -> list[Wanted]:
        return [Wanted(str(row[RECORD_ID]), _values(row, self.fields, definitions)) for row in rows]

    def _todo(self, wanted: list[Wanted], report: ExportReport) -> list[Wanted]:
        """Contacts whose wanted fields are not those the ledger knows as delivered."""
        history = self.ledger.history(NAME, ACCOUNT)
        todo = []
        for each in wanted:
            revisions = [
                row
                for row in history.get((ACTION, each.record_id), [])
                if row.state != State.SUPERSEDED
            ]
            latest = revisions[-1] if revisions else None
            is_known = latest is not None and latest.state in DELIVERED | REFUSED
            if not each.values:
                report.blocked["nothing_known"] += 1
            elif is_known and latest.content_hash == each.content_hash and not self.force:
                report.unchanged += 1
                report.eligible += 1
            else:
                todo.append(each)
                report.eligible += 1
        return todo

    def _compare(self, members: list[Wanted], report: ExportReport) -> dict[str, Difference]:
        """Differences of the contacts that the portal still has."""
        ids = [each.record_id for each in members]
        current = self.contacts.read(ids, self.rules)
        states = field_states(self.ledger, NAME, ids)
        found = {
            each.record_id: difference(
                each.values,
                current[each.record_id],
                states.get(each.record_id, {}),
                self.rules,
                force=self.force,
            )
            for each in members
            if each.record_id in current
        }
        report.protected += sum(each.protected for each in found.values())
        return found


def _values(
    row: Mapping[str, Any],
    fields: list[CrmField],
    definitions: Mapping[str, Mapping[str, Any]],
) -> dict[str, str]:
    fitted = {
        each.property_name: fit(row.get(each.field), each, definitions.get(each.property_name))
        for each in fields
    }
    return {name: value for name, value in fitted.items() if value is not None}


def _chunks(rows: list[Wanted], size: int) -> Iterator[list[Wanted]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
