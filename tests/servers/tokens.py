"""A token endpoint: a real HTTP(S) server that gives signed tokens which the private Dovecot believes, or answers as it is bidden."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.errors import TokenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.certificates import Authority

#: The key that this endpoint signs with and the private Dovecot checks with.
KEY = b"a key that the two of them know!"


@dataclass
class Purse:
    """A source of tokens that gives these, one after each refusal."""

    tokens: list[str]
    trouble: str = ""
    refused: list[str] = field(default_factory=list)

    def token(self) -> str:
        if self.trouble:
            raise TokenError(self.trouble)
        return self.tokens[0]

    def instead_of(self, refused: str) -> str:
        self.refused.append(refused)
        self.tokens = self.tokens[1:] or self.tokens
        return "" if self.tokens[0] == refused else self.tokens[0]


def signed(user: str, key: bytes = KEY, life_s: int = 3600, **claims: Any) -> str:
    """Return a JWT (HS256) for one mailbox; a negative life makes one that has run out."""
    now = int(time.time())
    parts = (
        {"alg": "HS256", "typ": "JWT"},
        {"sub": user, "email": user, "iat": now - 5, "exp": now + life_s, "jti": next(_NUMBERS), **claims},
    )
    head = ".".join(_coded(json.dumps(part).encode()) for part in parts)
    return f"{head}.{_coded(hmac.new(key, head.encode(), hashlib.sha256).digest())}"


_NUMBERS = itertools.count(1)


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Endpoint:
    """What came (`forms`), and what to answer next: (status, JSON or bytes, header fields); afterwards a fresh token for `user`."""

    url: str = ""
    user: str = "box"
    forms: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any] | bytes, dict[str, str]]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)

    def answer(self) -> tuple[int, bytes, dict[str, str]]:
        """Return the next answer."""
        if self.answers:
            status, body, fields = self.answers.pop(0)
            return status, body if isinstance(body, bytes) else json.dumps(body).encode(), fields
        self.given.append(signed(self.user))
        told = {"access_token": self.given[-1], "token_type": "Bearer", "expires_in": 3600, **self.extra}
        return 200, json.dumps(told).encode(), {}


@contextmanager
def endpoint(authority: Authority | None, here: Endpoint | None = None) -> Iterator[Endpoint]:
    """Run one on a free port of localhost; without an authority it speaks plain HTTP."""
    found = here or Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.forms.append(dict(parse_qsl(body, strict_parsing=True)))
            status, raw, fields = found.answer()
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library gives it
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if authority is not None:
        server.socket = authority.server_context().wrap_socket(server.socket, server_side=True)
    found.url = f"{'https' if authority else 'http'}://localhost:{server.server_port}/tenant/oauth2/v2.0/token"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
