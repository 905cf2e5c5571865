"""A long hunt: `make reference COMPANIES=600 SEED=7`. What differs is shrunk and kept as a file.

`GRAIN=account` gives the companies accounts, and their journeys to these.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.reference.companies import Tables, at_accounts, drawn, retagged
from tests.reference.harness import ACCOUNTS, WORLD, build, judged
from tests.reference.marts import World
from tests.reference.shrink import shrunk

REGRESSIONS = Path(__file__).parent / "regressions"
AT_ONCE = 300  # companies in one build


def main() -> int:
    """Exit code 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="differences printed per company")
    parser.add_argument("--shrink", type=int, default=3, help="companies to make smaller")
    parser.add_argument("--grain", choices=("person", "account"), default="person")
    parser.add_argument("--keep", type=Path, help="folder for the warehouse and the companies")
    asked = parser.parse_args()
    failed = 0
    for first in range(1, asked.companies + 1, AT_ONCE):
        count = min(AT_ONCE, asked.companies + 1 - first)
        companies = drawn(count, asked.seed, first)
        if asked.grain == "account":
            companies = {tag: at_accounts(tables) for tag, tables in companies.items()}
        failed += _batch(companies, asked)
    print(f"{asked.companies} companies of seed {asked.seed}: {failed} differ")
    return 1 if failed else 0


def _batch(companies: dict[str, Tables], asked: argparse.Namespace) -> int:
    world = ACCOUNTS if asked.grain == "account" else WORLD
    with tempfile.TemporaryDirectory() as folder:
        home = asked.keep or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        (home / "companies.json").write_text(json.dumps(companies), encoding="utf-8")
        wrong = judged(build(home, companies, world), companies, world)
    marts = Counter(one.mart for told in wrong.values() for one in told)
    for place, (tag, told) in enumerate(wrong.items()):
        print(f"\n{tag} ({len(told)} differences)", *told[: asked.show], sep="\n  ")
        if place < asked.shrink:
            _keep(tag, asked.seed, shrunk(companies[tag], partial(_fails, world)))
    if wrong:
        print(f"\nby mart: {dict(marts)}")
    return len(wrong)


def _fails(world: World, attempts: Sequence[Tables]) -> list[bool]:
    """Which of many companies differ; one build judges them all."""
    companies = {}
    for number, tables in enumerate(attempts, 1):
        tag = f"k{number:04d}"
        companies[tag] = retagged(tables, _number(tables), number)
    with tempfile.TemporaryDirectory() as folder:
        wrong = judged(build(Path(folder), companies, world), companies, world)
    return [tag in wrong for tag in companies]


def _number(tables: Tables) -> int:
    """The number in a company's tag."""
    return int(json.dumps(tables).partition('"k')[2][:4] or 1)


def _keep(tag: str, seed: int, tables: Tables) -> None:
    path = REGRESSIONS / f"seed-{seed}-{tag}.json"
    path.write_text(
        json.dumps(retagged(tables, int(tag[1:]), 1), indent=1) + "\n", encoding="utf-8"
    )
    rows = sum(map(len, tables.values()))
    print(f"  shrunk to {rows} rows: {path.name}. Name the file by what it shows once you know.")


def regressions(first: int) -> dict[str, Tables]:
    """The kept companies, tagged from a number on."""
    files = sorted(REGRESSIONS.glob("*.json"))
    return {
        f"k{number:04d}": retagged(json.loads(file.read_text(encoding="utf-8")), 1, number)
        for number, file in enumerate(files, first)
    }


if __name__ == "__main__":
    raise SystemExit(main())
