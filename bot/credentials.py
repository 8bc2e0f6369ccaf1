"""Where passwords, keys and tokens are kept: the environment, or files that nobody else may read; and the table [oauth]."""

from __future__ import annotations

import ipaddress
import os
import stat
from typing import TYPE_CHECKING, Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, model_validator

from bot.errors import ConfigError
from bot.fields import PlainText, Table

if TYPE_CHECKING:
    from pathlib import Path

#: The values of `auth` that sign in with a token, and how RFC 6749 calls what they hand over.
FLOWS = {"oauth_client_credentials": "client_credentials", "oauth_refresh_token": "refresh_token"}


def kept(where: tuple[str, str], key: str, base: Path) -> str:
    """Return a secret from the environment or a file; `where` names the variable and the file, `key` begins the names of their keys.
    Raises ConfigError naming the key; a file others may read is refused.
    """
    variable, file = where
    if variable:
        value = os.environ.get(variable, "")
        if not value:
            raise ConfigError((f"{key}_env: the environment has no {variable}; set it",))
        return value
    path = base / file
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        value = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"{key}_file: {path} cannot be read; create it with mode 0600",)) from error
    if mode & 0o077:
        raise ConfigError((f"{key}_file: {path} may be read by others (mode {mode:04o}); run chmod 600 on it",))
    return value


def _endpoint(value: str) -> str:
    """Return an address that secrets may be sent to: https, or http to this machine itself."""
    parts = urlsplit(value)
    wrong = not parts.hostname or parts.username or parts.fragment
    if value and (wrong or (parts.scheme != "https" and not (parts.scheme == "http" and is_here(parts.hostname or "")))):
        raise ValueError("it must begin with https:// and name a host, without a password in it")
    return value


def is_here(host: str) -> bool:
    """Return whether a host is this machine itself, so that nothing leaves it."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class OAuth(Table):
    """[oauth]: where tokens to sign in come from; used where [mailbox] or [outgoing] says so in `auth`."""

    token_url: Annotated[PlainText, AfterValidator(_endpoint)] = ""
    authorize_url: Annotated[PlainText, AfterValidator(_endpoint)] = ""
    client_id: PlainText = ""
    client_secret_file: PlainText = ""
    client_secret_env: PlainText = ""
    refresh_token_file: PlainText = ""
    refresh_token_env: PlainText = ""
    rotated_token_file: PlainText = ""
    scope: PlainText = ""
    ca_file: PlainText = ""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        for name in ("client_secret", "refresh_token"):
            if getattr(self, f"{name}_file") and getattr(self, f"{name}_env"):
                raise ValueError(f"give only one of {name}_file and {name}_env")
        return self

    def lacks(self, auth: str) -> str:
        """Return what is missing for this way to sign in, "" for nothing."""
        missing = [key for key in ("token_url", "client_id") if not getattr(self, key)]
        name = {"oauth_client_credentials": "client_secret", "oauth_refresh_token": "refresh_token"}[auth]
        if not (getattr(self, f"{name}_file") or getattr(self, f"{name}_env")):
            missing.append(f"{name}_file or {name}_env")
        return ", ".join(missing)

    def secret(self, name: str, base: Path) -> str:
        """Return `client_secret` or `refresh_token`, "" where none is set. Raises ConfigError."""
        where = (getattr(self, f"{name}_env"), getattr(self, f"{name}_file"))
        return kept(where, f"oauth.{name}", base) if any(where) else ""

    def problems(self, auths: set[str], base: Path) -> list[str]:
        """Return what is wrong with the machine around the table, for these ways to sign in."""
        found: list[str] = []
        for name in ("client_secret", *(["refresh_token"] if "oauth_refresh_token" in auths else [])):
            try:
                self.secret(name, base)
            except ConfigError as error:
                found.extend(error.problems)
        if self.ca_file and not (base / self.ca_file).is_file():
            found.append(f"oauth.ca_file: {self.ca_file} does not exist; name a PEM file or remove the key")
        folder = (base / self.rotated_token_file).parent
        if self.rotated_token_file and not (folder.is_dir() and os.access(folder, os.W_OK)):
            found.append(
                f"oauth.rotated_token_file: the desk cannot write into the folder of {self.rotated_token_file}; create it or name another"
            )
        return found

    def warnings(self, auths: set[str]) -> list[str]:
        """Return what works but deserves a look, for these ways to sign in."""
        found: list[str] = []
        if "oauth_refresh_token" in auths and not self.rotated_token_file:
            found.append(
                "oauth.rotated_token_file is not set: where the provider gives a new refresh token with each use, it is forgotten at the next start"
            )
        if "oauth_client_credentials" in auths:
            found.append(
                "oauth: an application signs in by itself; give it the right to this one mailbox only, and try with "
                "`dispute-desk sign-in --not-for ANOTHER-ADDRESS` that others are closed to it"
            )
        return found
