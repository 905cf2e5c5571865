"""The static report: one HTML file, built from the published marts alone."""

from orchestration.report.build import ReportResult, build_report

__all__ = ["ReportResult", "build_report"]
