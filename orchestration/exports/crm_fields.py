"""The CRM field map, and what of a record would change: rules about values, no network."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from orchestration.exports.errors import ExportConfigurationError
from orchestration.exports.keys import value_hash
from orchestration.settings import PROJECT_DIR

FIELD_MAP = PROJECT_DIR / "seeds" / "crm_field_map.csv"
WRITE_POLICIES = frozenset({"write_once", "overwrite"})
# What marts write where a thing is known not to be there. It corrects a value of ours, so that a
# new source does not keep the campaign of the old one, and is never put into an empty field.
_PLACEHOLDERS = frozenset({"(none)", "(not set)"})


@dataclass(frozen=True)
class CrmField:
    """One row of the field map: a column of the export model and its CRM property."""

    field: str
    property_name: str
    label: str
    type: str
    field_type: str
    group_name: str
    write_policy: str
    max_length: int
    description: str


@dataclass(frozen=True)
class FieldState:
    """Fingerprints of what we last wrote into a field, and of what we were about to write."""

    last_written_hash: str | None = None
    intended_hash: str | None = None


@dataclass
class Difference:
    """What one record needs. `changes` and `adopted` map properties to values."""

    changes: dict[str, str] = field(default_factory=dict)
    adopted: dict[str, str] = field(default_factory=dict)
    protected: int = 0


def load_field_map(path: Path = FIELD_MAP) -> list[CrmField]:
    """The field map. Raises ExportConfigurationError naming the line of a bad row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fields: list[CrmField] = []
    for line, row in enumerate(rows, start=2):
        if row["write_policy"] not in WRITE_POLICIES:
            raise ExportConfigurationError(
                f"write policy {row['write_policy']!r} — {path.name}:{line} — "
                f"FIX: use one of {', '.join(sorted(WRITE_POLICIES))}"
            )
        fields.append(CrmField(**{**row, "max_length": int(row["max_length"] or 0)}))
    return fields


def fit(
    value: object, rule: CrmField, definition: Mapping[str, object] | None = None
) -> str | None:
    """A value as the CRM takes it, or None if there is nothing that it could take.

    `definition` is the property as the CRM describes it; its type and options win over ours.
    """
    kind = str((definition or {}).get("type") or rule.type)
    text = _as_text(value, kind)
    if not text:
        return None
    if kind == "enumeration":
        options = {str(option["value"]) for option in (definition or {}).get("options", ())}
        return text if text in options else None
    return text[: rule.max_length] if rule.max_length and kind == "string" else text


def canonical(text: str | None, kind: str) -> str:
    """One spelling of a value, so that 12 and 12.0, or two spellings of a moment, are equal."""
    value = (text or "").strip()
    if not value:
        return ""
    try:
        if kind == "number":
            return format(Decimal(value).normalize(), "f")
        if kind in {"date", "datetime"}:
            return _moment(value).isoformat()
    except (InvalidOperation, ValueError, OverflowError):
        return value
    return value.lower() if kind == "bool" else value


def difference(
    wanted: Mapping[str, str],
    current: Mapping[str, str | None],
    states: Mapping[str, FieldState],
    rules: Mapping[str, CrmField],
    *,
    force: bool = False,
) -> Difference:
    """What to write so that the record holds what is wanted.

    Nothing is ever cleared. A write-once field is written when empty, or while it still holds
    what we wrote. A value that somebody else put over ours stays, unless `force`.
    """
    found = Difference()
    for name, value in wanted.items():
        kind = rules[name].type
        old, new = canonical(current.get(name), kind), canonical(value, kind)
        state = states.get(name, FieldState())
        if not old and new in _PLACEHOLDERS:
            continue
        if old == new:
            found.adopted[name] = value
        elif force or _is_writable(old, state, rules[name]):
            found.changes[name] = value
        else:
            found.protected += 1
    return found


def written_hash(value: str, kind: str) -> str:
    """Fingerprint of a value as compared with the CRM's."""
    return value_hash(canonical(value, kind))


def _is_writable(old: str, state: FieldState, rule: CrmField) -> bool:
    if not old:
        return state.last_written_hash is None  # else somebody emptied it on purpose
    if value_hash(old) in {state.last_written_hash, state.intended_hash}:
        return True  # still our own value
    return rule.write_policy == "overwrite" and state.last_written_hash is None


def _as_text(value: object, kind: str) -> str | None:  # noqa: PLR0911 - one line per type
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
        return moment.strftime("%Y-%m-%d" if kind == "date" else "%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if kind == "number":
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        return format(number.normalize(), "f") if number.is_finite() else None
    return str(value).strip()


def _moment(text: str) -> datetime:
    if text.isdigit():  # milliseconds since 1970
        return datetime.fromtimestamp(int(text) / 1000, UTC).replace(microsecond=0)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)
