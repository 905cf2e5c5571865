"""One run of an offline-conversions export: plan, write down, send, ask what became of it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from orchestration.exports.breaker import check_size, check_value
from orchestration.exports.errors import DestinationHalted
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_lease import destination_lease
from orchestration.exports.ledger_runs import (
    finish_run,
    last_rows_read,
    start_run,
    value_by_day,
)
from orchestration.exports.mart import conversion_rows, exports_path, without_repeated_keys
from orchestration.exports.planning import Plan, Planner
from orchestration.exports.polling import poll_requests
from orchestration.exports.records import ConversionRow, Delivery, State
from orchestration.exports.report import ExportReport
from orchestration.exports.sender import ConversionDestination, Sender, batches
from orchestration.settings import Settings

SAMPLE_ROWS = 3
_HASH = re.compile(r"\b([0-9a-f]{6})[0-9a-f]{58}\b")
_CLICK_ID = re.compile(r'("(?:gclid|gbraid|wbraid)":"[^"]{4})[^"]*"')


class ConversionExport:
    """The run of one destination in one mode. `checkpoint` and `sleep` are for tests."""

    def __init__(
        self,
        settings: Settings,
        destination: ConversionDestination,
        ledger: Ledger,
        *,
        force: bool = False,
        checkpoint: Callable[[str], None] = lambda point: None,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.settings = settings
        self.destination = destination
        self.ledger = ledger
        self.force = force
        self.checkpoint = checkpoint
        self.sleep = sleep
        self.now = utc_now(settings)

    def preview(self, mode: str) -> ExportReport:
        """Render or validate: what would be sent. The ledger is read, never changed."""
        report = self._report(mode)
        rows = self._rows(report)
        plan = self._plan(rows, report)
        pending = [row for row in plan.inserts + plan.updates if row.state == State.PENDING]
        changed = {row.key for row in plan.updates}
        due = self.ledger.due(self.destination.name, self.destination.account, self.now)
        pending += [row for row in due if row.key not in changed]
        report.sample = [mask(row.payload or "") for row in pending[:SAMPLE_ROWS]]
        if mode == "validate":
            self._validate(pending, report)
        return report

    def deliver(self, mode: str, canary: int | None) -> ExportReport:
        """Canary or live: answers first, then the unknown, then what is new."""
        report = self._report(mode)
        with destination_lease(self.ledger, self.destination.name) as lease:
            rows = self._rows(report)
            run_id = start_run(self.ledger, self.destination.name, mode, len(rows), self.now)
            sender = Sender(
                self.ledger,
                self.destination,
                lease,
                report,
                self.now,
                checkpoint=self.checkpoint,
                sleep=self.sleep,
            )
            try:
                poll_requests(self.ledger, self.destination, report, self.now)
                sender.resume()
                self._stage(rows, report, run_id)
                sender.deliver(self._due(canary))
            except DestinationHalted as halted:
                report.halt(halted.reason, str(halted))
            finish_run(self.ledger, run_id, utc_now(self.settings), report.halted, report.as_dict())
        return report

    def poll(self) -> ExportReport:
        """Only ask what became of accepted requests."""
        report = self._report("poll")
        with destination_lease(self.ledger, self.destination.name):
            poll_requests(self.ledger, self.destination, report, self.now)
        return report

    def _report(self, mode: str) -> ExportReport:
        return ExportReport(self.destination.name, mode, self.destination.account)

    def _rows(self, report: ExportReport) -> list[ConversionRow]:
        path = exports_path(self.settings.published_current)
        rows, repeated = without_repeated_keys(
            conversion_rows(path, self.destination.table, self.destination.actions)
        )
        report.rows_read = len(rows) + len(repeated)
        if repeated:
            report.blocked["repeated_key"] += len(repeated)
            report.notices.append(
                f"{len(repeated)} rows share a conversion key and differ — "
                f"exports.{self.destination.table} — none of them is sent — "
                "FIX: look for a join that repeats conversions"
            )
        return rows

    def _plan(self, rows: list[ConversionRow], report: ExportReport) -> Plan:
        planner = Planner(
            destination=self.destination.name,
            account=self.destination.account,
            tenant=self.settings.tenant,
            policy=self.destination.policy,
            now=self.now,
            freeze=self.destination.freeze,
            restate=self.destination.restate,
        )
        history = self.ledger.history(self.destination.name, self.destination.account)
        plan = planner.plan(rows, history)
        report.eligible = plan.eligible
        report.vanished = plan.vanished
        for verdict in plan.refused:
            report.blocked[verdict.reason] += 1
            report.expired += verdict.state == State.EXPIRED
        report.staged = sum(row.state == State.PENDING for row in plan.inserts + plan.updates)
        report.superseded = sum(row.state == State.SUPERSEDED for row in plan.updates)
        if plan.vanished:
            report.notices.append(
                f"{plan.vanished} conversions that {self.destination.name} has are no longer in "
                "the mart — they are left as they are — FIX: compare with deleted CRM records"
            )
        return plan

    def _stage(self, rows: list[ConversionRow], report: ExportReport, run_id: str) -> None:
        if not self.force:
            last = last_rows_read(self.ledger, self.destination.name)
            check_size(len(rows), last, self.destination.policy)
        plan = self._plan(rows, report)
        self.ledger.write(
            [_of_run(row, run_id) for row in plan.inserts],
            [_of_run(row, run_id) for row in plan.updates],
        )

    def _due(self, canary: int | None) -> list[Delivery]:
        due = self.ledger.due(self.destination.name, self.destination.account, self.now)
        policy = self.destination.policy
        if not self.force:
            since = self.now - timedelta(days=policy.value_history_days)
            history = value_by_day(self.ledger, self.destination.name, since)
            check_value(due, history, policy)
        return sorted(due, key=lambda row: row.platform_key)[:canary]

    def _validate(self, rows: list[Delivery], report: ExportReport) -> None:
        for members in batches(rows, self.destination.policy.batch_size, self.now):
            result = self.destination.send(members, validate_only=True)
            report.requests += 1
            if result.request_id is not None or not result.code:
                report.validated += len(members)
            else:
                report.rejected.update(each.code for each in result.refused.values())
                report.notices.append(f"validation refused a batch: {result.code} {result.text}")
        report.notices.append(
            "validation is weak proof: the platform checks less than when it processes"
        )


def utc_now(settings: Settings) -> datetime:
    """The settings' clock as a naive UTC timestamp, as the ledger and the marts hold them."""
    return settings.clock().astimezone(UTC).replace(tzinfo=None)


def mask(payload: str) -> str:
    """A payload fit for a terminal: hashes and click ids cut short."""
    text = _CLICK_ID.sub(r'\1…"', _HASH.sub(r"\1…", payload))
    return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True) if text else ""


def _of_run(row: Delivery, run_id: str) -> Delivery:
    return Delivery(**{**row.__dict__, "run_id": run_id})
