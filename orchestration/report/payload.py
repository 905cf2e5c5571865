"""The data of the report: one dictionary of plain numbers and words, without anything personal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orchestration.publishing.meta import currency_exponent
from orchestration.report.context import ReportContext, read_models
from orchestration.report.marts import Marts
from orchestration.report.sections import (
    exports,
    fits,
    journeys,
    lifetime,
    paths,
    quality,
    sources,
    stages,
    time_lag,
)
from orchestration.settings import Settings

META_COLUMNS = (
    "run_id", "run_status", "git_sha", "contract_version", "as_of", "published_at",
    "reporting_currency", "currency_exponent", "report_tz", "headline_model",
    "attribution_models", "lookback_days", "is_demo", "company",
)  # fmt: skip


def build_payload(marts: Marts, settings: Settings) -> dict[str, Any]:
    """Everything the page shows. Sections without a mart are None; nothing here raises for that."""
    meta = _meta(marts, settings)
    context = ReportContext(marts, meta, read_models(marts, meta.pop("attribution_models")))
    return {
        "meta": meta,
        "models": context.models,
        "headline": context.headline_index,
        "sources": sources.build(context),
        "fits": fits.build(context),
        "journeys": journeys.build(context),
        "stages": stages.build(context),
        "paths": paths.build(context),
        "time_lag": time_lag.build(context),
        "lifetime": lifetime.build(context),
        "exports": exports.build(context),
        "quality": quality.build(context),
    }


def _meta(marts: Marts, settings: Settings) -> dict[str, Any]:
    """The published run, or the settings alone before anything was published."""
    meta: dict[str, Any] = {
        "run_id": "", "run_status": "never run", "git_sha": "", "contract_version": "",
        "as_of": None, "published_at": None, "reporting_currency": settings.reporting_currency,
        "currency_exponent": currency_exponent(settings.reporting_currency),
        "report_tz": settings.report_tz,
        "headline_model": "last_non_direct", "attribution_models": "", "lookback_days": 90,
        "is_demo": settings.demo, "company": "",
    }  # fmt: skip
    if marts.has("_meta"):
        known = [name for name in META_COLUMNS if name in marts.columns("_meta")]
        for row in marts.records(f"select {', '.join(known)} from {marts.table('_meta')} limit 1"):
            meta.update(row)
    for name in ("as_of", "published_at"):
        if isinstance(meta[name], datetime):
            meta[name] = meta[name].strftime("%Y-%m-%d %H:%M")
    return meta
