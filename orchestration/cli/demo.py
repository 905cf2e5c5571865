"""`headwater demo`: make a company, serve its platforms on this machine, run its night for real."""

from __future__ import annotations

import shutil
from contextlib import ExitStack

from pydantic import SecretStr

from orchestration.cli import console
from orchestration.cli.night import night
from orchestration.settings import Settings


def run_demo(quiet: bool) -> int:
    """The demo's own home is `demo/` below home, made anew each time."""
    from orchestration.demo import CLOCK
    from orchestration.demo.generator import generate

    home = Settings.load().home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    if not quiet:
        console.out.print(f"making Fernhill Instruments in {home}", markup=False)
    generate(home)
    settings = Settings.load(home=home, demo=True, now=CLOCK, tenant="fernhill")
    with ExitStack() as servers:
        connect(settings, servers)
        return night(settings, "demo", quiet)


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
