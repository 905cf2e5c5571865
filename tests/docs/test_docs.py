"""The pages say what the code does: generated parts are current, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration import docs
from orchestration.settings import PROJECT_DIR, Settings

WRITTEN = [
    *(PROJECT_DIR / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((PROJECT_DIR / "docs").glob("*.md")),
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
ERROR_CODE = re.compile(r"\bE[12]\d\d\b")


def _page(name: str) -> str:
    return (PROJECT_DIR / "docs" / name).read_text(encoding="utf-8")


def _anchors(page: Path) -> set[str]:
    """Anchors of the headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("path", docs.pages(), ids=lambda path: path.name)
def test_generated_pages_are_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == docs.pages()[path], "run make docs"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        assert place.exists(), f"{page.name} links to {target}"
        if anchor and place.suffix == ".md":
            assert anchor in _anchors(place), f"{page.name} links to {target}"


def test_the_runbook_names_every_error_code() -> None:
    modules = (PROJECT_DIR / "orchestration").rglob("*.py")
    codes = {code for path in modules for code in ERROR_CODE.findall(path.read_text("utf-8"))}
    codes.discard("E164")  # the standard for phone numbers
    assert codes
    assert codes == set(ERROR_CODE.findall(_page("runbook.md")))


def test_the_semantics_name_every_attribution_model() -> None:
    page = _page("semantics.md")
    models = Settings().attribution_models()
    assert [name for name in models if f"`{name}`" not in page] == []


def test_doctor_finds_a_section_for_every_connector() -> None:
    connectors = {"google_ads", "hubspot", "callrail", "intercom"}
    assert connectors <= _anchors(PROJECT_DIR / "docs" / "configuration.md")


def test_a_mart_that_nobody_describes_is_an_error() -> None:
    files = {path.stem for path in docs.MARTS.rglob("*.sql")}
    described = set(re.findall(r"^### (\w+)$", docs.marts_page(), re.MULTILINE))
    assert described == files


def test_marks_that_are_gone_are_named() -> None:
    with pytest.raises(docs.DocsError, match="settings:start"):
        docs.with_settings_table("# Configuration\n")
