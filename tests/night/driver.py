"""Runs a real night in this process and kills it, without any clean-up, at a named moment.

Usage: python -m tests.night.driver MOMENT [skip-build]. The moments: door (a load has been moved in
and is not counted yet), building (in the middle of dbt's nodes), built, publishing (the new version
is half written), published. With `skip-build` the build is taken from the run before, which had the
same rows: the moments after it do not depend on doing it again.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict

from orchestration import progress
from orchestration.landing.manifest import Manifest
from orchestration.nightly import run_night
from orchestration.publishing import copying
from orchestration.settings import Settings
from orchestration.warehouse import building
from orchestration.warehouse.dbt import BuildReport, Node

NODES_BUILT = 150


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Killer:
    """Listens to the night's progress and ends it at the moment."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.nodes = 0

    def __call__(self, told: progress.Told) -> None:
        self.nodes += told.step == "build" and bool(told.subject)
        if self.moment == "building" and self.nodes >= NODES_BUILT:
            die()
        ends = {"built": "build", "published": "publish"}
        if not told.subject and told.step == ends.get(self.moment):
            die()


def die_inside(owner: object, name: str, after: int) -> None:
    """Die where a function would be called for the n-th time."""
    whole, calls = getattr(owner, name), 0

    def cut(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == after:
            die()
        return whole(*arguments, **named)

    setattr(owner, name, cut)


def keep_the_build(settings: Settings, skip: bool) -> None:
    """Note what the build did, or take it from the note."""
    whole, note = building.build, settings.home / "build-of-the-test.json"

    def built(*arguments: object, **named: object) -> BuildReport:
        if skip:
            return BuildReport([Node(**node) for node in json.loads(note.read_text())])
        report = whole(*arguments, **named)
        note.write_text(json.dumps([asdict(node) for node in report.nodes]))
        return report

    building.build = built


def main() -> None:
    moment, settings = sys.argv[1], Settings.load()
    if moment == "door":
        die_inside(Manifest, "record", 2)
    if moment == "publishing":
        die_inside(copying, "copy_schema", 2)
    keep_the_build(settings, skip="skip-build" in sys.argv)
    with progress.listening(Killer(moment)):
        result = run_night(settings)
    print(result.status, result.message)


if __name__ == "__main__":
    main()
