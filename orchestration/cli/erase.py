"""`headwater erase`: a request to be forgotten, met at once instead of tonight."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

import duckdb

from orchestration.cli import console
from orchestration.cli.errors import BUILD_FAILED, CONFIGURATION, GOOD, HeadwaterError
from orchestration.cli.explain import open_warehouse
from orchestration.cli.night import one_room
from orchestration.settings import Settings

NAMES = ("email", "phone", "user_id", "visitor_id", "lead_id")


def run_erase(*values: str | None, yes: bool) -> int:
    """Say whom the values (of NAMES, in order) mean, or with `yes` erase them; the exit code."""
    given = dict(zip(NAMES, values, strict=True))
    asked = {name: value.strip() for name, value in given.items() if value and value.strip()}
    settings = Settings.load()
    if not asked:
        raise HeadwaterError(
            "E127", "nobody is named", "headwater erase", "an erasure needs something to go by",
            "headwater erase --email ADDRESS (or --phone, --user-id, --visitor-id, --lead-id)",
            CONFIGURATION,
        )  # fmt: skip
    console.out.print(_meant(settings, asked), markup=False)
    if not yes:
        console.out.print("Nothing has been changed. With --yes they are erased.", markup=False)
        return GOOD
    _request(settings, asked)
    return one_room("erase", _work)


def _meant(settings: Settings, asked: Mapping[str, str]) -> str:
    """How much the warehouse knows of the person."""
    from orchestration.erasing.persons import find
    from orchestration.landing.identifiers import Identifiers

    identifiers = Identifiers.load(settings)
    names = set()
    for name, value in asked.items():
        space = name.removesuffix("_id") if name != "lead_id" else name
        found = {"email": identifiers.email, "phone": identifiers.phone}.get(space)
        identity = found(value) if found else None
        if identity is not None and identity.is_shared:
            raise HeadwaterError(
                "E127", "a mailbox that many share", "headwater erase --email",
                "seeds/shared_mailboxes.csv has it, so it names no one person",
                "name the person by a CRM id, a phone or a cookie", CONFIGURATION,
            )  # fmt: skip
        if found and identity is None:
            raise HeadwaterError(
                "E127", f"no {space} can be read", f"headwater erase --{space}",
                "it is not written as one", "check the spelling", CONFIGURATION,
            )  # fmt: skip
        names.add((space, identity.key if identity else value))
    with open_warehouse(settings) as warehouse:
        try:
            persons = find(warehouse, names)
        except duckdb.CatalogException as problem:
            raise HeadwaterError(
                "E124", "the warehouse is not whole", str(settings.warehouse_path),
                "its first build has not come to an end", "headwater nightly",
            ) from problem  # fmt: skip
    counts: dict[str, int] = {}
    for space, _ in persons.names:
        counts[space] = counts.get(space, 0) + 1
    known = ", ".join(f"{count} {space}" for space, count in sorted(counts.items()))
    return (
        f"{len(persons.ids)} person(s), known by {known}; "
        f"{len(persons.conversions)} conversions stay in the totals"
    )


def _request(settings: Settings, asked: Mapping[str, str]) -> None:
    """The request as a landing file, so that it is on record like any other."""
    folder = settings.landing_dir / "erasures"
    folder.mkdir(parents=True, exist_ok=True)
    row = {"requested_at": settings.clock().isoformat(), **asked}
    path = folder / f"request-{uuid.uuid4().hex[:12]}.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")


def _work(settings: Settings, run_id: str) -> bool:
    from orchestration.erasing.steps import erase_step
    from orchestration.exports import export_ledger
    from orchestration.landing.assets import accept_step
    from orchestration.publishing.steps import publish_step
    from orchestration.report.steps import report_step
    from orchestration.warehouse.building import build_problem, build_warehouse

    accept_step(settings, run_id)
    report = erase_step(settings, run_id)
    for line in report.lines() if report else ["No request was found."]:
        console.out.print(line, markup=False)
    export_ledger(settings)
    built = build_warehouse(settings, run_id, None, False, None)
    if not built.good:
        console.fail(f"{BUILD_FAILED} {build_problem(built)}")
        return False
    console.out.print(publish_step(settings, run_id)["summary"], markup=False)
    report_step(settings, run_id)
    return True
