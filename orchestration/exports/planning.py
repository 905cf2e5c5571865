"""From the truth in the mart and the history in the ledger to the next revision, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from orchestration.exports.gates import GateContext, Verdict, pass_gates
from orchestration.exports.keys import content_hash, platform_key
from orchestration.exports.policies import ConversionPolicy, currency_exponent
from orchestration.exports.records import (
    DELIVERED,
    REFUSED,
    UNRESOLVED,
    UNSENT,
    WAITING,
    ConversionRow,
    Delivery,
    Kind,
    State,
)


@dataclass
class Plan:
    """What one run changes in the ledger before it sends anything."""

    inserts: list[Delivery] = field(default_factory=list)
    updates: list[Delivery] = field(default_factory=list)
    refused: list[Verdict] = field(default_factory=list)  # one per row that may not leave
    eligible: int = 0  # rows of the mart that may leave, sent before or not
    vanished: int = 0  # delivered keys that the mart no longer has


@dataclass(frozen=True)
class Case:
    """One row of the mart beside what the ledger knows of it."""

    row: ConversionRow
    history: list[Delivery]
    latest: Delivery | None  # newest revision that was not superseded
    delivered: Delivery | None  # newest revision that the platform has
    verdict: Verdict | None


@dataclass(frozen=True)
class Planner:
    """Decides row by row; holds what does not change within a run."""

    destination: str
    account: str
    tenant: str
    policy: ConversionPolicy
    now: datetime
    freeze: Callable[[ConversionRow, str], str]  # payload of a first delivery
    restate: Callable[[str, int, str], str]  # the same payload with another value and currency

    def plan(
        self, rows: list[ConversionRow], history: dict[tuple[str, str], list[Delivery]]
    ) -> Plan:
        """Compare every row with its revisions. Rows known to the ledger go first, so that of
        two copies of a deal the one already sent stays the one that counts."""
        plan = Plan()
        context = GateContext(policy=self.policy, now=self.now)
        for row in sorted(rows, key=lambda each: (each.key not in history, each.key)):
            self._decide(row, history.get(row.key, []), context, plan)
        present = {row.key for row in rows}
        plan.vanished = sum(
            any(each.state in DELIVERED and each.kind != Kind.RETRACT for each in revisions[-1:])
            for key, revisions in history.items()
            if key not in present
        )
        return plan

    def _decide(
        self, row: ConversionRow, history: list[Delivery], context: GateContext, plan: Plan
    ) -> None:
        standing = [each for each in history if each.state != State.SUPERSEDED]
        latest = standing[-1] if standing else None
        delivered = next((each for each in reversed(standing) if each.state in DELIVERED), None)
        verdict = pass_gates(row, context, was_sent=delivered is not None)
        if verdict is None:
            plan.eligible += 1
        else:
            plan.refused.append(verdict)
        if latest is not None and latest.state in UNRESOLVED:
            return  # its answer comes first: revisions stay in order
        case = Case(row, history, latest, delivered, verdict)
        wanted = delivered is None or self._differs(row, delivered)
        if latest is not None and latest.state in UNSENT:
            self._replace_unsent(case, latest, wanted, plan)
        elif wanted and not _was_refused_as_is(case):
            plan.inserts.append(self._revision(case))

    def _replace_unsent(self, case: Case, latest: Delivery, wanted: bool, plan: Plan) -> None:
        """A revision that never left follows the truth: kept, changed, or superseded."""
        if not wanted:
            plan.updates.append(self._superseded(latest))
        elif latest.state not in WAITING:
            fresh = self._revision(case)
            if _standing(fresh) != _standing(latest):
                kept = {"revision": latest.revision, "created_at": latest.created_at}
                plan.updates.append(replace(fresh, **kept))
        elif case.verdict is not None or latest.content_hash != _hash_of(case.row):
            plan.updates.append(self._superseded(latest))
            plan.inserts.append(self._revision(case))

    def _revision(self, case: Case) -> Delivery:
        """The next revision of a key; a refused one holds neither payload nor identifiers."""
        row, verdict = case.row, case.verdict
        key = platform_key(self.tenant, row.action, row.conversion_key)
        return Delivery(
            destination=self.destination,
            account=self.account,
            action=row.action,
            conversion_key=row.conversion_key,
            revision=max((each.revision for each in case.history), default=0) + 1,
            kind=_kind(row, case.delivered),
            state=verdict.state if verdict else State.PENDING,
            reason=verdict.reason if verdict else None,
            platform_key=key,
            event_at=row.event_at.replace(microsecond=0),
            value_minor=0 if row.is_void else row.value_minor,
            currency=row.currency,
            attribution_basis=row.attribution_basis,
            truth_value_minor=row.truth_value_minor,
            content_hash=_hash_of(row),
            payload=None if verdict else self._payload(row, key, case.delivered),
            next_attempt_at=self._settled_at() if case.delivered else None,
            policy_version=self.policy.version,
            created_at=self.now,
            updated_at=self.now,
        )

    def _payload(self, row: ConversionRow, key: str, delivered: Delivery | None) -> str:
        if delivered is None or delivered.payload is None:
            return self.freeze(row, key)  # never sent
        value = 0 if row.is_void else row.value_minor or 0
        return self.restate(delivered.payload, value, row.currency or "")

    def _settled_at(self) -> datetime | None:
        if self.policy.settle_hours <= 0:
            return None
        delay = timedelta(
            hours=self.policy.settle_hours, minutes=-self.policy.schedule_jitter_minutes
        )
        return self.now + max(delay, timedelta())

    def _differs(self, row: ConversionRow, delivered: Delivery) -> bool:
        """Whether the platform should be told something else than it was."""
        if delivered.payload is None:
            return False  # erased: the person is not spoken of again
        if row.is_void or delivered.kind == Kind.RETRACT:
            return row.is_void != (delivered.kind == Kind.RETRACT)
        if row.currency != delivered.currency:
            return True
        if (
            row.attribution_basis != delivered.attribution_basis
            and row.truth_value_minor == delivered.truth_value_minor
        ):
            return False  # another model or another match: the conversion itself is unchanged
        before, after = delivered.value_minor or 0, row.value_minor or 0
        unit = 10 ** currency_exponent(row.currency or "")
        change = abs(after - before)
        return change > 0 and (
            change >= self.policy.change_min_units * unit
            or change >= self.policy.change_min_share * before
        )

    def _superseded(self, latest: Delivery) -> Delivery:
        return replace(
            latest, state=State.SUPERSEDED, payload=None, reason=None, updated_at=self.now
        )


def _was_refused_as_is(case: Case) -> bool:
    """Whether the platform refused exactly this already; a human or a change must come first."""
    latest = case.latest
    refused = latest is not None and latest.state in REFUSED
    return refused and (case.row.is_void or latest.content_hash == _hash_of(case.row))


def _standing(revision: Delivery) -> tuple[object, ...]:
    return (revision.state, revision.reason, revision.content_hash, revision.event_at)


def _hash_of(row: ConversionRow) -> str:
    value = 0 if row.is_void else row.value_minor or 0
    return content_hash(value, row.currency or "", row.is_void)


def _kind(row: ConversionRow, delivered: Delivery | None) -> Kind:
    if delivered is None:
        return Kind.NEW
    return Kind.RETRACT if row.is_void else Kind.RESTATE
