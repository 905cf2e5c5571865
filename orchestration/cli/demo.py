"""`headwater demo`: make a company, serve its platforms on this machine, run its night for real."""

from __future__ import annotations

from contextlib import ExitStack

from pydantic import SecretStr

from orchestration.cli import console
from orchestration.cli.night import night
from orchestration.cli.samples import fresh_home, sample_settings
from orchestration.settings import Settings, Sources


def run_demo(quiet: bool) -> int:
    """The demo's own home is `demo/` below home, made anew each time."""
    from orchestration.demo import CLOCK
    from orchestration.demo.generator import generate

    with fresh_home("demo") as home, ExitStack() as servers:
        if not quiet:
            console.out.print(f"making Fernhill Instruments in {home}", markup=False)
        generate(home)
        given = {"demo": True, "now": CLOCK, "tenant": "fernhill", "vars": {}}
        settings = servers.enter_context(sample_settings(home, sources=Sources(), **given))
        connect(settings, servers)
        return night(settings, "demo", quiet, holds_lock=True)


def connect(settings: Settings, servers: ExitStack) -> None:
    """Start the loopback platforms and point the connectors and exporters at them."""
    from orchestration.demo.destinations import start_destinations
    from orchestration.demo.vendors import start_vendor_servers

    vendors = servers.enter_context(
        start_vendor_servers(settings.home / "demo" / "vendors.duckdb", settings.clock())
    )
    destinations = servers.enter_context(
        start_destinations(settings.home / "demo" / "vendors.duckdb", settings.clock())
    )
    for system, given in vendors.settings.items():
        _apply(getattr(settings, system), given)
    for name, given in destinations.settings.items():
        _apply(getattr(settings.exports, name), {**given, "mode": "live", "confirmed": True})


def _apply(target: object, given: dict[str, object]) -> None:
    for name, value in given.items():
        secret = name.endswith(("token", "secret", "key")) and isinstance(value, str)
        setattr(target, name, SecretStr(value) if secret else value)
