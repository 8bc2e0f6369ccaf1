"""What a safe line is, for every door: TLS 1.2 or newer and a certificate for just this host; nothing switches it off."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: OpenSSL's names for "there is no version that both of us speak": told by the server, or seen in its answer.
_TOO_OLD = {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"}


class UnsafeError(OSError):
    """A line could not be made safe; the message is the rest of a sentence about the server: what is wrong with it."""

    def __init__(self, fault: str, keys: tuple[str, ...]) -> None:
        """Keep the names of the settings that may be wrong, as they stand in every table about a server."""
        super().__init__(fault)
        self.keys = keys

    def sentence(self, table: str) -> str:
        """Return fault and cure, as the rest of a sentence about the server that `[table]` of config.toml names."""
        cure = " and ".join(f"{table}.{key}" for key in self.keys)
        return f"{self}; check {cure}" if cure else str(self)


def context(ca_file: Path | str | None) -> ssl.SSLContext:
    """Return a client context that verifies chain and host name; `ca_file` is a PEM file of authorities, None means the system's.

    The oldest version is set here and not left to how Python or OpenSSL were built. Raises OSError or ValueError where the file cannot be read.
    """
    made = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


@contextmanager
def handshake() -> Iterator[None]:
    """Stand around what makes a line safe: raises UnsafeError where that fails, also where a library put an error of its own around it.

    Many servers hang up where they and we have no version in common, and say no word of TLS about it: that is named as the likely cause.
    """
    try:
        yield
    except OSError as error:
        unsafe = _unsafe(error) or _unsafe(error.__cause__)
        if unsafe is None:
            raise
        raise unsafe from error


def _unsafe(error: BaseException | None) -> UnsafeError | None:
    match error:
        case ssl.SSLCertVerificationError():
            return UnsafeError(f"shows a certificate that cannot be trusted ({error.verify_message})", ("host", "ca_file"))
        case ssl.SSLError() if error.reason in _TOO_OLD:
            return UnsafeError("offers only TLS 1.1 or older, which is not safe: its operator must switch on TLS 1.2 or newer", ())
        case ssl.SSLEOFError() | ConnectionResetError():
            said = (
                "cannot be reached by a safe line: it hangs up first, as servers do that are going down or offer only TLS 1.1 or older "
                "(switch on TLS 1.2 or newer there)"
            )
            return UnsafeError(said, ("port", "tls"))
        case ssl.SSLError():
            return UnsafeError(f"gives no safe connection ({' '.join(str(error).split())[:200]})", ("port", "tls"))
    return None
