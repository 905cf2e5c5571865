"""The erasure as a step of a run, and what is left to do once new marts are published."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from orchestration.erasing.run import ERASED_AT, ErasureReport, erase_requested, is_due
from orchestration.landing.manifest import Manifest
from orchestration.settings import Settings
from orchestration.steps import run_step


def erase_step(settings: Settings, run_id: str) -> ErasureReport | None:
    """Forget whom the accepted requests name; leaves no step where there is nothing to forget."""
    if not is_due(settings):
        return None
    reports: list[ErasureReport] = []

    def work() -> tuple[str, dict[str, Any]]:
        report = erase_requested(settings)
        reports.append(report)
        lines = report.lines()
        payload = {"summary": lines[0], "lines": lines, "trouble": "; ".join(report.unreadable)}
        # A first night has nothing to erase from; the next one meets what waits.
        return ("partial" if report.unreadable else "good"), payload

    run_step(settings, run_id, "erasure", work)
    return reports[0]


def has_erased(settings: Settings) -> bool:
    """Whether versions published before an erasure are still there."""
    with closing(Manifest(settings.manifest_path)) as manifest:
        return manifest.moment(ERASED_AT) is not None


def done(settings: Settings) -> None:
    """Every version with the erased has been removed."""
    with closing(Manifest(settings.manifest_path)) as manifest:
        manifest.forget_moment(ERASED_AT)
