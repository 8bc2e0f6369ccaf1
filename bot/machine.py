"""What is said of the machine around the desk: the interpreter, the user, the rights of the folder, the last finished round."""

from __future__ import annotations

import os
import stat
import sys
import time
from typing import TYPE_CHECKING

from bot import mounts
from bot.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config import Settings

#: The first release of each line with the known fixes of the e-mail package, `parseaddr` to header injection.
FIXED = {(3, 11): 15, (3, 12): 13, (3, 13): 13, (3, 14): 3}
_FIXES = "CVE-2023-27043, CVE-2024-6923, CVE-2025-1795, CVE-2026-1299"
#: Without a finished round for so long a desk does not count as alive, in seconds; longer where polls are rarer.
QUIET_S = 900


def notes(settings: Settings, version: tuple[int, int, int] = sys.version_info[:3], user: int | None = None) -> tuple[str, ...]:
    """Return what works but deserves a look."""
    found: list[str] = []
    if version[2] < FIXED.get(version[:2], 0):
        line = ".".join(map(str, version[:2]))
        found.append(
            f"Python {'.'.join(map(str, version))} lacks fixes of its e-mail package ({_FIXES}); the desk's own gates stand before it, "
            f"but install {line}.{FIXED[version[:2]]} or later"
        )
    if (os.geteuid() if user is None else user) == 0:
        found.append("the desk runs as root: give it a user of its own, whoever reads strangers' mail needs no rights")
    folder = settings.database_path.parent
    if folder.is_dir() and folder.stat().st_mode & 0o077:
        found.append(f"desk.database: others may look into the folder of {settings.desk.database}; run chmod 700 on it")
    place, name = mounts.kind_of(settings.database_path)
    if place is mounts.Place.UNKNOWN:
        found.append(
            f"desk.database: {settings.desk.database} lies on {name}; if that keeps its files on another machine, move it to a local disk"
        )
    return tuple(found)


def problems(settings: Settings) -> tuple[str, ...]:
    """Return what must not be: a folder in which anybody can put another database in the place of ours, or one on another machine."""
    found: list[str] = []
    folder = settings.database_path.parent
    mode = folder.stat().st_mode if folder.is_dir() else 0
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        found.append(f"desk.database: anybody may write into the folder of {settings.desk.database}; run chmod 700 on it")
    place, name = mounts.kind_of(settings.database_path)
    if place is mounts.Place.NETWORK:
        found.append(
            f"desk.database: {settings.desk.database} lies on a network file system ({name}), where locks are not kept and the database "
            "breaks; move it to a local disk, with its folder"
        )
    return tuple(found)


def refuse(settings: Settings) -> None:
    """Raise ConfigError where the desk must not begin to work."""
    found = problems(settings)
    if found:
        raise ConfigError(found)


def beat(database: Path) -> None:
    """Remember that a round was finished, for whoever watches the desk; a full disk must not end the round."""
    try:
        path = _pulse(database)
        path.touch(mode=0o600)
    except OSError:
        return


def silence_s(database: Path) -> float | None:
    """Return seconds since the last finished round, None before the first."""
    try:
        return max(0.0, time.time() - _pulse(database).stat().st_mtime)
    except OSError:
        return None


def alive(settings: Settings) -> tuple[bool, str]:
    """Return whether the desk finished a round lately, and the sentence that says so."""
    quiet_s = silence_s(settings.database_path)
    longest_s = max(QUIET_S, 3 * settings.mailbox.poll_seconds)
    if quiet_s is None:
        return False, "The desk has not finished a round yet; is it running?"
    minutes = int(quiet_s // 60)
    if quiet_s > longest_s:
        return False, f"The desk finished its last round {minutes:,} minutes ago; look whether it runs and reaches the mailbox."
    return True, f"The desk finished a round {minutes} minutes ago." if minutes else "The desk finished a round within the last minute."


def _pulse(database: Path) -> Path:
    return database.with_name(f"{database.name}.alive")
