"""On what kind of file system a path lies, as Linux tells it; and whether a database may live there."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

#: What Linux mounts stand in, one line each (proc_pid_mountinfo(5)).
TABLE = Path("/proc/self/mountinfo")
#: Where the bytes are on another machine, or another machine may write them too: locks and shared memory, which SQLite's write-ahead log
#: needs, end at the border of the machine there. By the kernel's names, and by those of FUSE's drivers without their `fuse.`.
_NETWORK = re.compile(
    r"nfs4?|cifs|smb(?:3|fs|netfs)|ncpfs|afs|coda|ceph|glusterfs|lustre|beegfs|gpfs|orangefs|pvfs2|9p|vboxsf|vmhgfs(?:-fuse)?|prl_fs|drvfs"
    r"|sshfs|davfs2?|rclone|s3fs|goofys|gcsfuse2?|blobfuse2?|curlftpfs|juicefs|moosefs|mfs"
)
#: Where it depends on what is behind it.
_PERHAPS = re.compile(r"fuse\..*|virtiofs")
_OCTAL = re.compile(r"\\([0-7]{3})")


class Place(Enum):
    """Whether a database may live there."""

    LOCAL = "local"
    NETWORK = "network"
    UNKNOWN = "unknown"


def kind_of(path: Path, table: str | None = None) -> tuple[Place, str]:
    """Return where a path lies and the kernel's name of the file system, ("local", "") where nobody tells. `table` is the text of `TABLE`."""
    if table is None:
        try:
            table = TABLE.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return Place.LOCAL, ""
    name = _name(path.resolve(), table)
    if _NETWORK.fullmatch(name.removeprefix("fuse.")):
        return Place.NETWORK, name
    return (Place.UNKNOWN if _PERHAPS.fullmatch(name) else Place.LOCAL), name


def _name(path: Path, table: str) -> str:
    """The file system of the longest mount point above a path; of two on one point the later one lies on top."""
    found, deepest = "", -1
    for line in table.splitlines():
        head, _, tail = line.partition(" - ")
        fields = head.split(" ")
        if len(fields) < 5 or not tail:  # noqa: PLR2004 - the fifth field is the mount point
            continue
        point = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        if path.is_relative_to(point) and len(point.parts) >= deepest:
            found, deepest = tail.split(" ")[0], len(point.parts)
    return found
