"""What every extract does alike: be off without credentials, fail alone, report what came."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import dagster as dg
from pydantic import SecretStr

from orchestration.resources.answers import redact
from orchestration.resources.http import VendorError
from orchestration.settings import Settings
from orchestration.steps import run_step

if TYPE_CHECKING:
    from orchestration.resources.landing import Landing, LandingResult

State = Literal["ok", "off", "failed"]


@dataclass(frozen=True)
class TableCount:
    """Rows of one table in one extract."""

    rows_new: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class ExtractReport:
    """How the extract of one system went."""

    system: str
    state: State
    message: str
    tables: Mapping[str, TableCount] = field(default_factory=dict)
    warnings: Sequence[str] = ()

    @property
    def rows_new(self) -> int:
        """Rows landed over all tables."""
        return sum(count.rows_new for count in self.tables.values())


def run_extract(
    settings: Settings,
    system: str,
    required: Mapping[str, object],
    read: "Callable[[Landing], LandingResult]",
) -> ExtractReport:
    """Run one extract; whatever goes wrong stays inside its report.

    `required` maps settings (as in the environment) to their values; while one is empty the
    source is off. The report is also kept in the state folder for `status`.
    """
    report = _off(settings, system, required) or _read(settings, system, read)
    _remember(settings, report)
    return report


def _read(
    settings: Settings, system: str, read: "Callable[[Landing], LandingResult]"
) -> ExtractReport:
    # dlt takes a second to import: a night whose sources are off does without.
    from orchestration.resources.landing import Landing, LandingError

    try:
        with Landing.open(settings, system) as landing:
            return _ok(system, read(landing))
    except (VendorError, LandingError) as error:
        return ExtractReport(system, "failed", str(error))
    except Exception as error:
        return ExtractReport(system, "failed", redact(f"{type(error).__name__}: {error}"))


def secret(value: SecretStr | None) -> str:
    """The plain value of a secret setting, empty when not given."""
    return value.get_secret_value() if value is not None else ""


def pick(source: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A flat row from nested JSON: column name → path with dots; absent paths are left out."""
    row: dict[str, Any] = {}
    for column, path in columns.items():
        value: Any = source
        for step in path.split("."):
            if not isinstance(value, Mapping) or step not in value:
                break
            value = value[step]
        else:
            row[column] = value
    return row


def extract_asset(system: str, extract: Callable[[Settings], ExtractReport]) -> dg.AssetsDefinition:
    """The extract of a system as a Dagster asset.

    A failed source fails its check and leaves the night partial; it does not fail the step,
    because that would keep the rows of all other sources out of the warehouse as well.
    """
    key = dg.AssetKey(["extract", system])
    check = dg.AssetCheckSpec("was_read", asset=key, description="The source could be read.")

    # `night` holds the lock of the run; asking for it here takes it before anything is read.
    @dg.asset(
        key=key,
        group_name="extract",
        check_specs=[check],
        description=f"What is new in {system}, landed unchanged; a failed source keeps no other.",
    )
    def landed(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        night: dg.ResourceParam[object],
    ) -> dg.MaterializeResult:
        told = run_step(
            settings, context.run_id, f"extract {system}", lambda: _step(extract(settings))
        )
        result = dg.AssetCheckResult(
            passed=told["state"] != "failed", description=told["summary"], check_name=check.name
        )
        return dg.MaterializeResult(metadata=told, check_results=[result])

    return landed


def _step(report: ExtractReport) -> tuple[str, dict[str, Any]]:
    payload = {
        "summary": report.message,
        "state": report.state,
        "rows_new": report.rows_new,
        "tables": {name: asdict(count) for name, count in report.tables.items()},
        "warnings": list(report.warnings),
    }
    return ("good" if report.state == "ok" else report.state), payload


def _off(settings: Settings, system: str, required: Mapping[str, object]) -> ExtractReport | None:
    mode = getattr(settings.sources, system)
    if mode != "native":
        return ExtractReport(system, "off", f"{system} is not read by its API (mode {mode})")
    missing = [name for name, value in required.items() if not value]
    if not missing:
        return None
    return ExtractReport(system, "off", f"{system} is off: {', '.join(missing)} not set")


def _ok(system: str, result: "LandingResult") -> ExtractReport:
    tables = {
        name: TableCount(rows, result.rows_rejected.get(name, 0))
        for name, rows in result.rows_new.items()
    }
    rows = sum(count.rows_new for count in tables.values())
    rejected = sum(count.rejected for count in tables.values())
    message = f"{rows} rows landed" + (f", {rejected} kept aside" if rejected else "")
    return ExtractReport(system, "ok", message, tables, tuple(result.warnings))


def _remember(settings: Settings, report: ExtractReport) -> None:
    folder = settings.state_dir / "extracts"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.system}.json"
    now = settings.clock().isoformat()
    before = json.loads(path.read_text()) if path.exists() else {}
    last_success = now if report.state == "ok" else before.get("last_success_at")
    content = {**asdict(report), "finished_at": now, "last_success_at": last_success}
    path.write_text(json.dumps(content, indent=2))
