"""STO-13: a database on another machine's disk is refused at the start; what a mount is called is told by Linux' own table."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import cli, machine, mounts
from bot.errors import ConfigError
from bot.mounts import Place
from tests.household import Household

if TYPE_CHECKING:
    from bot.config import Settings

#: As proc_pid_mountinfo(5) has it: ids, device, root, mount point, options, optional fields, " - ", file system, source, its options.
TABLE = r"""
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 21 0:40 / /srv/share rw,relatime shared:9 - nfs4 filer:/export/share rw,vers=4.2,addr=192.0.2.7
31 21 8:17 / /srv/share/local rw - xfs /dev/sdb1 rw
32 21 0:41 / /srv/old rw - nfs filer:/export/old rw,nolock
33 21 0:42 / /srv/windows rw - cifs //filer/share rw
34 21 0:43 / /srv/two\040words rw master:3 propagate_from:2 - fuse.sshfs desk@host:/ rw,user_id=0
35 21 0:44 / /srv/secret rw - fuse.gocryptfs /home/desk/.secret rw
36 21 8:33 / /srv/stick rw - fuseblk /dev/sdc1 rw
37 21 0:45 / /srv/host rw - 9p host rw,trans=virtio
42 21 0:50 / /srv/guest rw - virtiofs share rw
38 21 0:46 / /srv/auto rw - autofs /etc/auto.misc rw
39 38 0:47 / /srv/auto rw - nfs4 filer:/export/auto rw
40 21 0:48 / /srv/under rw - nfs4 filer:/export/under rw
41 21 0:49 / /srv/under rw - tmpfs tmpfs rw
this line says nothing
"""
PLACES = {
    "/var/lib/desk/desk.db": (Place.LOCAL, "ext4"),
    "/srv/share/desk.db": (Place.NETWORK, "nfs4"),
    "/srv/shared/desk.db": (Place.LOCAL, "ext4"),
    "/srv/share/local/deep/desk.db": (Place.LOCAL, "xfs"),
    "/srv/old/desk.db": (Place.NETWORK, "nfs"),
    "/srv/windows/desk.db": (Place.NETWORK, "cifs"),
    "/srv/two words/desk.db": (Place.NETWORK, "fuse.sshfs"),
    "/srv/secret/desk.db": (Place.UNKNOWN, "fuse.gocryptfs"),
    "/srv/stick/desk.db": (Place.LOCAL, "fuseblk"),
    "/srv/host/desk.db": (Place.NETWORK, "9p"),
    "/srv/guest/desk.db": (Place.UNKNOWN, "virtiofs"),
    "/srv/auto/desk.db": (Place.NETWORK, "nfs4"),
    "/srv/under/desk.db": (Place.LOCAL, "tmpfs"),
}


@pytest.mark.parametrize("path", PLACES)
def test_sto_13_where_a_path_lies(path: str) -> None:
    assert mounts.kind_of(Path(path), TABLE) == PLACES[path]


def test_where_no_table_is_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mounts, "TABLE", tmp_path / "none")
    assert mounts.kind_of(tmp_path) == (Place.LOCAL, "")


def test_this_machine_names_its_root() -> None:
    assert mounts.kind_of(Path("/"))[1]


def table_for(folder: Path, system: str) -> str:
    escaped = str(folder).replace(" ", r"\040")
    return f"21 1 254:0 / / rw - ext4 /dev/vda1 rw\n30 21 0:40 / {escaped} rw shared:9 - {system} filer:/export rw\n"


@pytest.fixture
def house(tmp_path: Path) -> Household:
    made = Household(tmp_path / "a desk")
    made.base.chmod(0o700)
    return made


@pytest.fixture
def shared(house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    """A desk whose folder is an NFS mount, as far as Linux' table says."""
    (tmp_path / "mountinfo").write_text(table_for(house.base, "nfs4"), encoding="utf-8")
    monkeypatch.setattr(mounts, "TABLE", tmp_path / "mountinfo")
    return house


@pytest.mark.parametrize("words", [["poll", "--once"], ["run"], ["check-config"]])
def test_sto_13_on_a_network_file_system_the_desk_does_not_begin(
    shared: Household, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shared.base)
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    said = " ".join("".join(capsys.readouterr()).split())
    assert ended.value.code == 2
    assert re.search(r"desk\.database: .*desk\.db lies on a network file system \(nfs4\).*move it to a local disk", said)
    assert sorted(path.name for path in shared.base.iterdir()) == ["config.toml"]


def test_sto_13_a_link_to_a_share_is_the_share(shared: Household, tmp_path: Path) -> None:
    house = Household(tmp_path / "home")
    (house.base / "desk.db").symlink_to(shared.base / "desk.db")
    with pytest.raises(ConfigError, match="network file system"):
        machine.refuse(house.settings)


def test_sto_13_a_driver_nobody_knows_is_told_and_works(house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(table_for(house.base, "fuse.something"), encoding="utf-8")
    monkeypatch.setattr(mounts, "TABLE", tmp_path / "mountinfo")
    settings: Settings = house.settings
    machine.refuse(settings)
    assert any("lies on fuse.something" in note for note in machine.notes(settings, (3, 11, 15), 1000))


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_sto_13_in_a_process_to_which_linux_itself_says_nfs(house: Household, tmp_path: Path) -> None:
    """In a mount namespace of its own the program reads /proc/self/mountinfo, over which the table lies."""
    (tmp_path / "mountinfo").write_text(table_for(house.base, "nfs4"), encoding="utf-8")
    inner = f'mount --bind "{tmp_path}/mountinfo" /proc/$$/mountinfo && exec "{sys.executable}" -m bot poll --once'
    command = ["/usr/bin/unshare", "-m", "/bin/sh", "-c", inner]
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=house.base, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - our own words
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mounting here: {done.stderr.strip()}")
    assert done.returncode == 2, done.stderr
    assert "network file system (nfs4)" in " ".join(done.stderr.split())


def test_sec_13_a_folder_anybody_may_write_into_stops_the_desk_at_the_start(house: Household) -> None:
    house.base.chmod(0o777)
    with pytest.raises(ConfigError, match="anybody may write"):
        house.poll()
    assert not (house.base / "desk.db").exists()
