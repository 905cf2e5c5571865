"""What each channel really caused: the company as drawn, and drawn again without its effect.

All draws are hashes of seed, purpose and key, so a company that is drawn again differs in nothing
but what follows from the change: the same people come by the same ways on the same days, and
visits of a muted channel persuade nobody. The sales that are then missing are the channel's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from orchestration.demo.world import SQL, Parameters, company, make_world, query_of

# By the file of this number every sale is made; later ones tell of them.
_LAST_THAT_SELLS = "16"

# What a sale is in every world of a seed: `deal` or `order`, and the number that its draws go by.
Sale = tuple[str, int]


def channels_of(parameters: Parameters) -> list[str]:
    """The channels that bring visits, by name."""
    with _sold(parameters) as engine:
        return _channels(engine)


def sales_made(parameters: Parameters, muted: Sequence[str] = ()) -> dict[Sale, str]:
    """All sales of the world in which these channels have no effect, with their ids there.

    Raises ValueError for a name that is no channel of the company.
    """
    with _sold(parameters | {"muted": list(muted)}) as engine:
        known = _channels(engine)
        if unknown := sorted(set(muted) - set(known)):
            raise ValueError(
                f"no such channel — {', '.join(unknown)} — its sales cannot be told — "
                f"FIX: one of {', '.join(known)}"
            )
        rows = engine.execute(query_of(SQL / "causes" / "sales_made.sql")).fetchall()
    return {(kind, number): sale_id for kind, number, sale_id in rows}


def sales_lost(
    parameters: Parameters, muted: Sequence[str], drawn: Mapping[Sale, str] | None = None
) -> set[tuple[str, str]]:
    """Kind and id of the sales that are missing without the effect of these channels.

    A sale that comes later, because another visit of the same person persuades, is not missing.
    `drawn` is the world as it is, `sales_made(parameters)`, for those who ask more than once.
    """
    remaining = sales_made(parameters, muted)
    everything = sales_made(parameters) if drawn is None else drawn
    return {(sale[0], sale_id) for sale, sale_id in everything.items() if sale not in remaining}


@contextmanager
def _sold(parameters: Parameters) -> Iterator[duckdb.DuckDBPyConnection]:
    later = (
        file.name for file in (SQL / "world").glob("*.sql") if file.name[:2] > _LAST_THAT_SELLS
    )
    with company(parameters) as engine:
        make_world(engine, skip=tuple(later))
        yield engine


def _channels(engine: duckdb.DuckDBPyConnection) -> list[str]:
    rows = engine.execute("select distinct channel from channels order by channel").fetchall()
    return [channel for (channel,) in rows]
