"""A landing file of the erased: its own format, and every value of others as it was."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.erasing.received import Forgetter, rewrite_file
from orchestration.landing.contracts import load_contracts
from orchestration.landing.identifiers import Identifiers
from orchestration.landing.suppression import Suppressed

SECRET = b"s" * 64
TOMBSTONE = "erased-" + "0" * 24


def test_ids_that_are_numbers_become_texts(tmp_path: Path) -> None:
    rows = [
        {"crm": "hubspot", "lead_id": number, "created_at": datetime(2026, 5, 1), "name": "A. B.",
         "is_deleted": False, "score": Decimal("1.50")}
        for number in (12, 123)
    ]  # fmt: skip
    path = tmp_path / "leads.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert _rewrite(path, "leads", ("lead", "hubspot:12")) == 1
    first, second = pq.read_table(path).to_pylist()
    assert first == {**rows[0], "lead_id": TOMBSTONE, "name": None, "score": None}
    assert second == {**rows[1], "lead_id": "123"}


def test_a_deal_with_the_number_of_a_lead_is_another_thing(tmp_path: Path) -> None:
    path = tmp_path / "stages.csv"
    head = "crm;object_type;object_id;changed_at;to_stage\n"
    lines = [f"hubspot;{kind};12;2026-05-01;won\n" for kind in ("lead", "opportunity")]
    path.write_text(head + "".join(lines), encoding="utf-8")
    assert _rewrite(path, "stage_changes", ("lead", "hubspot:12")) == 1
    lead = lines[0].replace("12;", f"{TOMBSTONE};", 1)
    assert path.read_text(encoding="utf-8") == head + lead + lines[1]


def _rewrite(path: Path, table: str, name: tuple[str, str]) -> int:
    space, value = name
    hashed = Suppressed(SECRET, {}).hash(space, value)
    known = Suppressed(SECRET, {space: {hashed: TOMBSTONE}})
    system = load_contracts()["landing"]
    with duckdb.connect() as engine:
        forgetter = Forgetter(engine, Identifiers(SECRET, "GB"), known, frozenset())
        return rewrite_file(path, system, system.tables[table], forgetter)
