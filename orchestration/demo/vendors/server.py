"""One HTTP server on this machine for all platforms, each under its own path prefix."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from orchestration.demo.vendors import callrail, google_ads, hubspot, intercom
from orchestration.demo.vendors.messages import Answer, Request, Vendor, VendorData

RATE_LIMIT_EVERY = 250  # requests to one platform; often enough to be seen, rare enough to be quick
RETRY_AFTER_SECONDS = 1


@dataclass(frozen=True)
class VendorAddresses:
    """Where the platforms listen, and what they accept as credentials."""

    base_url: str
    customer_ids: tuple[str, ...] = ()
    data: VendorData | None = None  # what the platforms hold; changing it is what people do there

    @property
    def google_ads(self) -> str:
        """Base address of Google Ads."""
        return f"{self.base_url}/google_ads"

    @property
    def google_token(self) -> str:
        """Address that changes a refresh token into an access token."""
        return f"{self.base_url}/google_ads/token"

    @property
    def hubspot(self) -> str:
        """Base address of HubSpot."""
        return f"{self.base_url}/hubspot"

    @property
    def callrail(self) -> str:
        """Base address of CallRail."""
        return f"{self.base_url}/callrail"

    @property
    def intercom(self) -> str:
        """Base address of Intercom."""
        return f"{self.base_url}/intercom"

    @property
    def settings(self) -> dict[str, dict[str, Any]]:
        """Settings (by section) with which the real connectors talk to these servers."""
        return {
            "google_ads": {
                "base_url": self.google_ads,
                "token_url": self.google_token,
                "customer_ids": list(self.customer_ids),
                **google_ads.CREDENTIALS,
            },
            "hubspot": {"base_url": self.hubspot, **hubspot.CREDENTIALS},
            "callrail": {"base_url": self.callrail, **callrail.CREDENTIALS},
            "intercom": {"base_url": self.intercom, **intercom.CREDENTIALS},
        }


class VendorServer(ThreadingHTTPServer):
    """Routes by prefix, and now and then asks to come back later."""

    daemon_threads = True

    def __init__(self, vendors: Mapping[str, Vendor], rate_limit_every: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.vendors = vendors
        self.rate_limit_every = rate_limit_every
        self.counts = dict.fromkeys(vendors, 0)
        self._count_lock = threading.Lock()

    def serve_forever(self, poll_interval: float = 0.02) -> None:
        """Answer until told to stop; half a second to hear of it, as is the default, is long."""
        super().serve_forever(poll_interval)

    def respond(self, prefix: str, request: Request) -> Answer:
        """The platform's answer, or its 429 on every n-th request."""
        vendor = self.vendors.get(prefix)
        if vendor is None:
            return Answer(404, "<!DOCTYPE html><title>404</title>")
        with self._count_lock:
            self.counts[prefix] += 1
            count = self.counts[prefix]
        if self.rate_limit_every and count % self.rate_limit_every == 0:
            busy = vendor.busy()
            return Answer(429, busy.payload, {**busy.headers, "Retry-After": _retry_after(count)})
        try:
            return vendor.answer(request)
        except ValueError as error:
            return Answer(400, {"status": "error", "message": f"invalid request: {error}"})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet; apart, each answer waits 40 ms for an echo
    server: VendorServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *arguments: object) -> None:
        """Nothing to standard error: paths and bodies are personal data."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        prefix, _, rest = parts.path.lstrip("/").partition("/")
        request = Request(
            method=self.command,
            path=f"/{rest}",
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        answer = self.server.respond(prefix, request)
        body, content_type = answer.encoded()
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Type": content_type}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def start_vendor_servers(
    vendors_db: Path,
    clock: datetime | Callable[[], datetime],
    *,
    rate_limit_every: int = RATE_LIMIT_EVERY,
) -> Iterator[VendorAddresses]:
    """The platforms, serving `vendors.duckdb` as of `clock`, until the block ends.

    `clock` is a moment, or a function for one that moves. `rate_limit_every=0` never answers
    429. Raises duckdb.IOException when the file is missing.
    """
    data = VendorData(vendors_db, clock if callable(clock) else lambda: clock)
    customers = data.rows("select customer_id::varchar as id from google_ads.customers order by id")
    vendors: dict[str, Vendor] = {
        "google_ads": google_ads.GoogleAds(data),
        "hubspot": hubspot.HubSpot(data),
        "callrail": callrail.CallRail(data),
        "intercom": intercom.Intercom(data),
    }
    server = VendorServer(vendors, rate_limit_every)
    thread = threading.Thread(target=server.serve_forever, name="vendors", daemon=True)
    thread.start()
    try:
        base_url = f"http://127.0.0.1:{server.server_port}"
        yield VendorAddresses(base_url, tuple(row["id"] for row in customers), data)
    finally:
        server.shutdown()
        server.server_close()
        data.close()


def _retry_after(count: int) -> str:
    """Both forms that the standard allows, in turn."""
    if count % 2 == 0:
        return str(RETRY_AFTER_SECONDS)
    moment = datetime.now(UTC) + timedelta(seconds=RETRY_AFTER_SECONDS)
    return format_datetime(moment, usegmt=True)
