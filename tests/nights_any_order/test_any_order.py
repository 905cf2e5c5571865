"""Whatever the order in which rows arrive, the nights end where one whole build ends."""

from __future__ import annotations

from pathlib import Path

from tests.nights_any_order.nights import in_order_and_anew, nights_of
from tests.reference.companies import drawn


def test_nights_in_any_order_equal_a_build_of_everything(tmp_path: Path) -> None:
    dealt = nights_of(drawn(40, key=11), nights=4, key=11)

    assert in_order_and_anew(tmp_path, dealt) == {}
