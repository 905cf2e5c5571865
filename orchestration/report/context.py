"""What every section needs to know: the models, the money and the months of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orchestration.report.marts import Marts, minor_units

# Older months are added up into one, so that the page does not grow with the years.
MONTHS_KEPT = 36


@dataclass(frozen=True)
class ReportContext:
    """Marts and the facts of `marts._meta` that shape every section."""

    marts: Marts
    meta: dict[str, Any]
    models: list[str]

    @property
    def headline(self) -> str:
        """The model that a reader sees first."""
        return self.models[self.headline_index] if self.models else ""

    @property
    def headline_index(self) -> int:
        """Place of the headline model among the models; the first when it was not built."""
        headline = self.meta["headline_model"]
        return self.models.index(headline) if headline in self.models else 0

    def minor(self, value: object) -> int:
        """Reporting money as an integer of minor units."""
        return minor_units(value, self.meta["currency_exponent"])


def read_models(marts: Marts, declared: str) -> list[str]:
    """Models in their declared order; those found in the marts alone when none is declared."""
    if not marts.has("rpt_sources", "attribution_model"):
        return [name for name in declared.split(",") if name]
    found = [
        name
        for (name,) in marts.rows(
            f"select distinct attribution_model from {marts.table('rpt_sources')} order by 1"
        )
    ]
    order = {name: place for place, name in enumerate(declared.split(","))}
    return sorted(found, key=lambda name: (order.get(name, len(order)), name))
