"""Loopback servers that speak the platforms' real interfaces and enforce their rules."""

from orchestration.demo.vendors.server import VendorAddresses, start_vendor_servers

__all__ = ["VendorAddresses", "start_vendor_servers"]
