"""The contracts are sound, and the published page says what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.landing.contracts import ContractError, load_contracts, read_contract
from orchestration.landing.docs import PAGE, page

PUBLIC_TABLES = [
    "web_events", "ad_performance", "ad_clicks", "leads", "opportunities", "opportunity_leads",
    "stage_changes", "refunds", "calls", "number_leases", "chats", "form_submissions",
    "email_clicks", "consents", "merges", "fx_rates", "platform_conversions", "erasures",
]  # fmt: skip


def test_the_public_tables_are_there() -> None:
    assert list(load_contracts()["landing"].tables) == PUBLIC_TABLES


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "the page differs from the contracts. Fix: python -m orchestration.landing.docs"
    )


def test_accepted_columns_have_distinct_names() -> None:
    for system in load_contracts().values():
        for table in system.tables.values():
            names = [name.lower() for name, _, _ in table.accepted()]
            assert len(names) == len(set(names)), f"{system.name}.{table.name}"


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("{type: number, description: x}", "'number' — x.yml, table t, column c — .* one of text"),
        ("{type: text}", "no description — x.yml, table t, column c — .* FIX: "),
    ],
)
def test_a_wrong_contract_says_where(tmp_path: Path, column: str, message: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(
        "system: x\ndescription: x\ntables:\n  t:\n    description: x\n    key: [c]\n"
        f"    columns:\n      c: {column}\n"
    )
    with pytest.raises(ContractError, match=message):
        read_contract(path)
    path.write_text(
        path.read_text()
        .replace("key: [c]", "key: [d]")
        .replace(column, "{type: text, description: x}")
    )
    with pytest.raises(ContractError, match="no column d"):
        read_contract(path)


def test_every_id_says_what_it_names() -> None:
    """An erasure replaces what the contracts tell it to: an id that names nobody is not an id."""
    silent = [
        f"{system.name}.{table.name}.{column.name}"
        for system in load_contracts().values()
        for table in system.tables.values()
        for column in table.columns
        if column.type == "id" and not column.names
    ]
    assert silent == []
