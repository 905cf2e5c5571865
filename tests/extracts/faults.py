"""A server in front of the platforms that breaks answers in the ways networks and vendors do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

SKIPPED = {"transfer-encoding", "content-length", "connection", "server", "date"}


@dataclass(frozen=True)
class Broken:
    """What comes instead of the platform's answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False  # promise the whole body, send half, close the connection


@dataclass
class Faults:
    """Decides for every request, by its number on this path, whether and how it breaks."""

    base_url: str
    rule: Callable[[int, str, bytes], Broken | None] = lambda number, path, body: None
    before: Callable[[int, str], None] = lambda number, path: None
    seen: list[str] = field(default_factory=list)

    def nth(self, numbers: set[int], part: str, broken: Broken) -> None:
        """Break the given requests (counted from 1) among those whose path holds `part`."""
        count = 0

        def rule(number: int, path: str, body: bytes) -> Broken | None:
            nonlocal count
            if part not in path:
                return None
            count += 1
            return broken if count in numbers else None

        self.rule = rule


@contextmanager
def faulty(upstream: str) -> Iterator[Faults]:
    """Forward to `upstream` until told otherwise."""
    faults = Faults("")
    forward = httpx.Client(trust_env=False, timeout=60)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # as the platforms' own: one packet for each answer

        def log_message(self, *arguments: object) -> None:
            pass

        def serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            faults.seen.append(f"{self.command} {self.path}")
            number = len(faults.seen)
            faults.before(number, self.path)
            broken = faults.rule(number, self.path, body)
            if broken is not None:
                self.answer(broken.status, broken.body, broken.headers, broken.cut)
                return
            headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
            answer = forward.request(
                self.command, upstream + self.path, content=body, headers=headers
            )
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in SKIPPED}
            self.answer(answer.status_code, answer.content, kept, False)

        do_GET = do_POST = serve

        def answer(self, status: int, body: bytes, headers: Mapping[str, str], cut: bool) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.wfile.flush()
            if cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    faults.base_url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        yield faults
    finally:
        server.shutdown()
        server.server_close()
        forward.close()
