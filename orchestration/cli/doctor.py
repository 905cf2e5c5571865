"""`headwater doctor`: what could keep this installation from running, each with its fix."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from orchestration import runs
from orchestration.cli import console
from orchestration.cli.errors import CONFIGURATION, GOOD
from orchestration.resources.night_lock import holder
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.lock import lock_fix, locked_by

_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "dagster", "dagster-dbt", "dlt")
_LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One check. `level` is ok, warn or bad; `fix` is empty when all is well."""

    level: str
    subject: str
    words: str
    fix: str = ""


def run_doctor(online: bool) -> int:
    """Print every check; returns 2 when one of them would stop a night."""
    settings = Settings.load()
    findings = list(examine(settings))
    if online:
        findings += list(_online(settings))
    marks = {"ok": "[green]ok  [/]", "warn": "[yellow]warn[/]", "bad": "[red]bad [/]"}
    for finding in findings:
        console.out.print(f"{marks[finding.level]}  {finding.subject:<18}", end="")
        fix = f" — FIX: {finding.fix}" if finding.fix else ""
        console.out.print(f"{finding.words}{fix}", markup=False)
    return CONFIGURATION if any(finding.level == "bad" for finding in findings) else GOOD


def examine(settings: Settings) -> Iterator[Finding]:
    """All checks that need no network."""
    yield Finding("ok", "python", sys.version.split()[0])
    yield from _packages()
    yield from _project(settings)
    yield from _rules(settings)
    yield from _warehouse(settings)
    yield from _published(settings)
    yield from _credentials(settings)
    yield from _space(settings)
    yield from _age(settings)


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        try:
            yield Finding("ok", name, version(name))
        except PackageNotFoundError:
            yield Finding("bad", name, "is not installed", "make install")
    try:
        major = int(version("duckdb").split(".")[0])
    except PackageNotFoundError:
        return
    if major >= 2:
        yield Finding(
            "bad", "duckdb", "files of 2.x cannot be opened by most BI drivers", "make install"
        )


def _project(settings: Settings) -> Iterator[Finding]:
    found = (PROJECT_DIR / "profiles.yml").exists()
    words = (
        f"{PROJECT_DIR}/profiles.yml" if found else "profiles.yml is missing beside dbt_project.yml"
    )
    yield Finding(
        "ok" if found else "bad", "profile", words, "" if found else "git checkout profiles.yml"
    )
    yield Finding("ok", "home", str(settings.home))
    yield Finding(
        "ok", "report zone", f"{settings.report_tz}, money in {settings.reporting_currency}"
    )


def _rules(settings: Settings) -> Iterator[Finding]:
    from orchestration.rules.validate import validate

    problems = [problem for problem in validate(PROJECT_DIR, settings) if problem.blocks]
    if problems:
        words = f"{len(problems)} problem(s), the first: {problems[0].file}:{problems[0].line}"
        yield Finding("bad", "seeds and vars", words, "headwater validate")
    else:
        yield Finding("ok", "seeds and vars", "in order")


def _warehouse(settings: Settings) -> Iterator[Finding]:
    import duckdb

    process = holder(settings.home)
    if process is not None:
        yield Finding("ok", "warehouse", f"a run is under way (process {process})")
        return
    if not settings.warehouse_path.exists():
        yield Finding("ok", "warehouse", "not built yet; headwater nightly builds it")
        return
    try:
        duckdb.connect(str(settings.warehouse_path), read_only=True).close()
        yield Finding(
            "ok", "warehouse", f"opens ({settings.warehouse_path.stat().st_size >> 20} MiB)"
        )
    except duckdb.Error as problem:
        yield Finding("bad", "warehouse", locked_by(problem), lock_fix(settings))


def _published(settings: Settings) -> Iterator[Finding]:
    import duckdb

    path = settings.published_current / "headwater.duckdb"
    if not path.exists():
        yield Finding("ok", "published", "nothing yet; headwater nightly publishes")
        return
    try:
        with duckdb.connect(str(path.resolve()), read_only=True) as marts:
            row = marts.execute("select published_at, reporting_currency from marts._meta")
            moment, currency = row.fetchone() or (None, None)
        yield Finding("ok", "published", f"{moment:%Y-%m-%d %H:%M} UTC, in {currency}")
    except duckdb.Error as problem:
        words = str(problem).splitlines()[0]
        yield Finding("bad", "published", words, "headwater publish")


def _credentials(settings: Settings) -> Iterator[Finding]:
    given = {
        "google_ads": settings.google_ads.refresh_token,
        "hubspot": settings.hubspot.access_token,
        "callrail": settings.callrail.api_key,
        "intercom": settings.intercom.access_token,
    }
    for system, secret in given.items():
        mode = getattr(settings.sources, system)
        if mode != "native":
            yield Finding("ok", system, f"mode {mode}: needs no credentials")
        elif secret is None:
            yield Finding(
                "warn",
                system,
                "has no credentials and stays off",
                f"see docs/configuration.md#{system}",
            )
        else:
            yield Finding("ok", system, "credentials are set (not shown)")


def _online(settings: Settings) -> Iterator[Finding]:
    import httpx

    for system in ("google_ads", "hubspot", "callrail", "intercom"):
        address = getattr(settings, system).base_url
        try:
            httpx.get(address, timeout=10)
            yield Finding("ok", system, f"{address} answers")
        except httpx.HTTPError as problem:
            yield Finding("warn", system, f"{address}: {problem}", "check the network and base_url")


def _space(settings: Settings) -> Iterator[Finding]:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    low = free < _LEAST_FREE_BYTES
    yield Finding(
        "warn" if low else "ok",
        "disk",
        f"{free / 1024**3:.1f} GiB free",
        "make room" if low else "",
    )


def _age(settings: Settings) -> Iterator[Finding]:
    last = runs.latest(settings, kind="nightly", status="good")
    if last is None:
        yield Finding("ok", "last good night", "none yet")
        return
    age = datetime.now(UTC) - datetime.fromisoformat(last.started_at)
    late = age > timedelta(hours=26)
    hours = f"{age.total_seconds() / 3600:.0f} h ago"
    yield Finding(
        "warn" if late else "ok", "last good night", hours, "headwater status" if late else ""
    )
