"""Reads the log of changes: why numbers differ between two nights, and how they stood on one."""
