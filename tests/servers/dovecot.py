"""A real Dovecot of our own on loopback: IMAP with STARTTLS, IMAPS and LMTP, ready in some 40 ms, with or without root."""

from __future__ import annotations

import base64
import contextlib
import grp
import itertools
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from tests.servers.certificates import Authority, Line
from tests.servers.ports import free_ports, wait_until_open
from tests.servers.tokens import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable

TEMPLATE = Path(__file__).with_name("dovecot.conf")
PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
#: What must be there, by Debian package.
NEEDED = {"dovecot-imapd": "/usr/lib/dovecot/imap", "dovecot-lmtpd": "/usr/lib/dovecot/lmtp"}
DOMAIN = "northlight.example"
PASSWORD = "correct horse"
#: Tokens are JWTs that Dovecot checks itself, with the key in the folder.
OAUTH2 = """introspection_mode = local
local_validation_key_dict = fs:posix:prefix={base}/keys/
username_attribute = email
"""
#: A server of long ago: Dovecot can only be told the oldest TLS, the newest is OpenSSL's to say.
OLD = """ssl_min_protocol = TLSv1
ssl_cipher_list = ALL:@SECLEVEL=0
import_environment = $import_environment OPENSSL_CONF
"""
OLD_OPENSSL = """openssl_conf = all
[all]
ssl_conf = lines
[lines]
system_default = line
[line]
MinProtocol = TLSv1
MaxProtocol = {newest}
CipherString = ALL:@SECLEVEL=0
"""


def missing_packages() -> tuple[str, ...]:
    """Return the Debian packages that must be installed first."""
    return tuple(package for package, file in NEEDED.items() if not Path(file).exists())


class Dovecot:
    """Give it users with `add_user`, mail with `deliver`; read it through `imap` / `imaps` / `ca_file`.

    Mail to `name+anything@any.domain` goes to user `name`. Unknown users are refused by LMTP. `line` may give it an unsafe line.
    """

    host = "localhost"
    password = PASSWORD

    def __init__(self, line: Line = Line()) -> None:  # noqa: B008 - a frozen value
        # A unix socket's path may have 108 bytes: keep it short.
        self.base = Path(tempfile.mkdtemp(prefix="dd-", dir="/tmp"))
        self.imap, self.imaps, self.lmtp = free_ports(3)
        self.authority = Authority(self.base, line)
        self.ca_file = self.authority.ca_file
        self.users: set[str] = set()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._configure()

    def _configure(self) -> None:
        person = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("run", "state", "mail", "users"):
            (self.base / name).mkdir()
        values = {
            "base": self.base,
            "name": self.base.name,
            "user": person.pw_name,
            "group": grp.getgrgid(person.pw_gid).gr_name,
            "uid": person.pw_uid,
            "gid": person.pw_gid,
            "imap": self.imap,
            "imaps": self.imaps,
            "lmtp": self.lmtp,
        }
        old = self.authority.line.newest
        (self.base / "dovecot.conf").write_text(Template(TEMPLATE.read_text()).substitute(values) + (OLD if old else ""))
        (self.base / "openssl.cnf").write_text(OLD_OPENSSL.format(newest=old) if old else "")
        key = self.base / "keys" / "default" / "HS256" / "default"
        key.parent.mkdir(parents=True)
        key.write_bytes(base64.b64encode(KEY))
        (self.base / "oauth2.conf").write_text(OAUTH2.format(base=self.base))
        for path in (self.base, *self.base.rglob("*")):
            os.chown(path, person.pw_uid, person.pw_gid)

    def start(self) -> None:
        """Start the server on its ports and wait until it listens."""
        command = [PROGRAM, "-F", "-c", str(self.base / "dovecot.conf")]
        with (self.base / "stderr").open("ab") as errors:
            self._process = subprocess.Popen(command, stderr=errors, start_new_session=True, env=self._environment())  # noqa: S603 - our own arguments
        try:
            for port in (self.imap, self.imaps, self.lmtp):
                wait_until_open(port)
        except OSError as error:
            said = "".join(path.read_text() for path in (self.base / "stderr", self.base / "dovecot.log") if path.exists())
            raise RuntimeError(f"Dovecot did not start: {said}") from error

    def _environment(self) -> dict[str, str]:
        """Return ours, and for an old line the settings of OpenSSL in which it is the newest."""
        old = {"OPENSSL_CONF": str(self.base / "openssl.cnf")} if self.authority.line.newest else {}
        return dict(os.environ) | old

    def kill(self) -> None:
        """Kill the server and all its processes as a power cut would."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Kill it and remove its files."""
        self.kill()
        shutil.rmtree(self.base, ignore_errors=True)

    def add_user(self, name: str = "") -> str:
        """Make a user with an empty mailbox (and the one password); return the name, a fresh one if none is given."""
        name = name or f"box{next(self._numbers)}"
        if name not in self.users:
            self.users.add(name)
            # A file each: Dovecot looks for changes of one file only once a second.
            (self.base / "users" / name).write_text(f"{name}:{{PLAIN}}{self.password}\n")
        return name

    def deliver(self, name: str, raws: Iterable[bytes], sender: str = "client@example.org") -> None:
        """Deliver mails over LMTP in this order, to the address `name` or `name@northlight.example`."""
        recipient = name if "@" in name else f"{name}@{DOMAIN}"
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            for raw in raws:
                lmtp.sendmail(sender, [recipient], raw)

    def drop(self, name: str, raw: bytes) -> None:
        """Put a mail straight into the INBOX of somebody who has logged in before; for mails too big for LMTP to be quick."""
        new = self.maildir(name) / "new"
        path = new / f"{time.time():.6f}.P{next(self._numbers)}.test"
        path.write_bytes(raw)
        os.chown(path, new.stat().st_uid, new.stat().st_gid)

    def maildir(self, name: str) -> Path:
        """Return the folder where Dovecot keeps this user's INBOX."""
        return self.base / "mail" / name / "Maildir"
