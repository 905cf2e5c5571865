"""All scenarios share one company and its nights: six builds serve every test of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from decimal import Decimal

import pytest

from tests import scenarios
from tests.scenarios.rows import merged
from tests.support.company import Company

NIGHTS = [
    "2026-03-04 03:00:00",
    "2026-03-21 03:00:00",
    "2026-03-25 12:00:00",
    "2026-03-28 12:00:00",
    "2026-03-30 12:00:00",
    "2026-05-15 03:00:00",
]


class Nights:
    """What the marts said on each night."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def ask(self, sql: str, *parameters: object, night: str | None = None) -> list[tuple]:
        """Rows of a query on the last night, or on the one that starts with the given date."""
        return self.company.ask(self._night(night), sql, *parameters)

    def credit(
        self, opportunity: str, model: str, kind: str = "sale", night: str | None = None
    ) -> list[Decimal]:
        """Attributed value of each touch in order, for a conversion type of one deal."""
        rows = self.ask(
            """
            select credits.attributed_value
            from marts.fct_attribution_credits as credits
            inner join marts.fct_conversions as conversions using (conversion_id)
            left join marts.fct_touchpoints as touchpoints using (touchpoint_id)
            where conversions.opportunity_id = ? and credits.attribution_model = ?
              and conversions.conversion_type = ?
            order by conversions.conversion_at, touchpoints.touchpoint_at
            """,
            opportunity,
            model,
            kind,
            night=night,
        )
        return [value for (value,) in rows]

    def shares(self, sql_filter: str, model: str, night: str | None = None) -> list[float]:
        """Credit of each touch in order, for the conversions that a filter picks."""
        rows = self.ask(
            f"""
            select credits.credit
            from marts.fct_attribution_credits as credits
            inner join marts.fct_conversions as conversions using (conversion_id)
            left join marts.fct_touchpoints as touchpoints using (touchpoint_id)
            where {sql_filter} and credits.attribution_model = ?
            order by conversions.conversion_at, touchpoints.touchpoint_at
            """,
            model,
            night=night,
        )
        return [share for (share,) in rows]

    def _night(self, date: str | None) -> str:
        if date is None:
            return NIGHTS[-1]
        return next(night for night in NIGHTS if night.startswith(date))


@pytest.fixture(scope="session")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    company = Company(tmp_path_factory.mktemp("scenarios"))
    modules = [
        importlib.import_module(f"tests.scenarios.{module.name}")
        for module in pkgutil.iter_modules(scenarios.__path__)
        if module.name.startswith("test_")
    ]
    for night in NIGHTS:
        delivered = [
            tables
            for module in modules
            for day, tables in module.DELIVERIES.items()
            if night.startswith(day)
        ]
        company.night(night, merged(delivered), checks=night == NIGHTS[-1])
    return Nights(company)


def money(*values: float | str) -> list[Decimal]:
    """Amounts to the cent, as the marts hold them."""
    return [Decimal(str(value)).quantize(Decimal("0.001")) for value in values]
