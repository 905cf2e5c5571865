"""Servers on this machine for nights under test: one that refuses all, one that is a CRM."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from orchestration.demo.destinations.hubspot import HubSpotPortal, PortalContact
from orchestration.demo.vendors.server import VendorServer
from orchestration.exports.hubspot_contacts import HubSpotContacts
from orchestration.exports.hubspot_provision import provision_properties
from orchestration.settings import HubSpotWriteBack

TOKEN = "pat-test-000"


@dataclass
class Listener:
    """Answers every request with one status, and keeps what was posted."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def answering(status: int) -> Iterator[Listener]:
    """A server that always gives this status."""
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Content-Type") == "application/json":
                heard.posted.append(json.loads(body))
            self.answer()

        def answer(self) -> None:
            content = b'{"status": "error", "message": "refused"}'
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        heard.url = f"http://127.0.0.1:{port}"
        yield heard


@dataclass
class Portal:
    """A CRM portal for write-back, and the settings that point there."""

    data: HubSpotPortal
    url: str

    @property
    def settings(self) -> dict[str, str]:
        """Environment of a night that writes back for real."""
        here = "HEADWATER_EXPORTS__HUBSPOT__"
        return {
            f"{here}BASE_URL": self.url, f"{here}ACCESS_TOKEN": TOKEN, f"{here}MODE": "live",
            f"{here}CONFIRMED": "true",
        }  # fmt: skip

    @property
    def written(self) -> dict[str, list[dict[str, str]]]:
        """What each contact was told, request by request."""
        return {key: contact.writes for key, contact in self.data.contacts.items()}


@contextmanager
def portal(*contacts: str) -> Iterator[Portal]:
    """A portal with these contacts, its fields provisioned."""
    data = HubSpotPortal(TOKEN, {key: PortalContact() for key in contacts})
    with _serving(VendorServer({"hubspot": data}, 0)) as port:
        url = f"http://127.0.0.1:{port}/hubspot"
        client = HubSpotContacts(HubSpotWriteBack(base_url=url), TOKEN)
        provision_properties(client)
        client.close()
        yield Portal(data, url)


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[int]:
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
