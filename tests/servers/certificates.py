"""A private certificate authority for the test servers: clients verify against its PEM file, as they must in real life; and its faults."""

from __future__ import annotations

import ssl
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True)
class Line:
    """How a server secures its line: whom its certificate names, till when (naive, in UTC), and the newest TLS (OpenSSL's name) of an old one."""

    names: tuple[str, ...] = ("localhost", "127.0.0.1")
    ends: datetime | None = None
    newest: str = ""


class Authority:
    """Writes `ca.pem`, `cert.pem` and `key.pem` (for localhost and 127.0.0.1, unless the line has a fault) into `folder`."""

    def __init__(self, folder: Path, line: Line = Line()) -> None:
        self.line = line
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self.cert_file = folder / "cert.pem"
        self.key_file = folder / "key.pem"
        issued = authority.issue_cert(*line.names, not_after=line.ends)
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.cert_file.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(str(self.key_file))

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert_file, self.key_file)
        if self.line.newest:
            context.set_ciphers("ALL:@SECLEVEL=0")  # else OpenSSL has no cipher left for so old a version
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion[self.line.newest.replace(".", "_")]
        return context
