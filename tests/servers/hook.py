"""A receiver of webhooks: a real HTTPS server that keeps what it is told and answers as it is bidden."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.certificates import Authority


@dataclass
class Told:
    """What came: headers in lower case and body of each request; `answers` are the status codes to come, 204 when used up."""

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@contextmanager
def receiver(authority: Authority) -> Iterator[Told]:
    """Run a receiver on a free port of localhost."""
    told = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.requests.append(({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
            self.send_response(told.answers.pop(0) if told.answers else 204)
            self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library gives it
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = authority.server_context().wrap_socket(server.socket, server_side=True)
    told.url = f"https://localhost:{server.server_port}/hooks/disputes?desk=1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
