"""Builds the page: template, style, script and data in one file that needs no network."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.publish import current_marts
from orchestration.report.marts import Marts
from orchestration.report.payload import build_payload
from orchestration.report.tonight import take_tonights_answers
from orchestration.settings import Settings

TEMPLATE_DIR = Path(__file__).parent / "template"
# Above this a mail server refuses the file and a phone is slow to open it.
WARN_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class ReportResult:
    """Where the report is, its size, and what a reader of it should know."""

    path: Path
    bytes: int
    warnings: list[str] = field(default_factory=list)


def build_report(settings: Settings) -> ReportResult:
    """Write `report/index.html` from the published marts; missing marts make their pages say so."""
    marts = Marts(current_marts(settings))
    try:
        take_tonights_answers(marts, settings)
        page = render(build_payload(marts, settings)).encode()
        missing = list(marts.missing)
    finally:
        marts.close()
    path = settings.report_dir / "index.html"
    _replace(path, page)
    warnings = []
    if missing:
        warnings.append(
            f"not in the published marts, so their pages are empty: {', '.join(missing)}"
        )
    if len(page) > WARN_BYTES:
        warnings.append(
            f"the report is {len(page) / 1024 / 1024:.1f} MB — slow to open and to mail — most of "
            "it is months × campaigns × models — FIX: shorten attribution_models"
        )
    return ReportResult(path, len(page), warnings)


def render(payload: dict[str, Any]) -> str:
    """The whole page as text."""
    script = "\n".join(
        ["'use strict';", "(() => {", *(file.read_text() for file in _scripts()), "})();"]
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = {
        # Only our own script may run, whatever a campaign's name contains.
        "{{policy}}": f"default-src 'none'; script-src 'sha256-{digest}'; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
        "{{style}}": (TEMPLATE_DIR / "report.css").read_text(),
        "{{script}}": script,
        "{{payload}}": inline_json(payload),
    }
    page = (TEMPLATE_DIR / "index.html").read_text()
    for mark, text in parts.items():
        before, after = page.split(mark)
        page = before + text + after
    return page


def inline_json(payload: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in, nor start a comment, nor break a line."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _scripts() -> list[Path]:
    """The script's files in the order of their names, which is the order they need."""
    return sorted((TEMPLATE_DIR / "js").glob("*.js"))


def _replace(path: Path, page: bytes) -> None:
    """Write beside, then rename: somebody may be reading yesterday's report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".next")
    fresh.write_bytes(page)
    os.replace(fresh, path)
