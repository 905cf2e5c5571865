"""Headwater's orchestration: extracts, landing, warehouse, publish, report and exports."""
