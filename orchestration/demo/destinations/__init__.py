"""Loopback destinations that speak the platforms' real interfaces and enforce their rules."""

from orchestration.demo.destinations.serving import DestinationAddresses, start_destinations

__all__ = ["DestinationAddresses", "start_destinations"]
