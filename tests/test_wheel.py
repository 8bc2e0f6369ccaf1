"""The wheel holds what a checkout has, and what is packed in it reads the same."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.classifier.corpus import read_mails, read_sentences
from bot.errors import ModelError
from bot.resources import folder

ROOT = Path(__file__).resolve().parents[1]
PACKED = {"corpus", "plain", "closings", "bait"}
COUNTS = """
from bot.classifier.bait import read_rows
from bot.classifier.closing import read_lines
from bot.classifier.corpus import read_mails, read_sentences
from bot import resources
data = resources.folder("data")
print(sum(hash(row.hand) + hash(row.body) for row in read_mails(data / "corpus") + read_mails(data / "plain")))
print(sum(hash(row.hand) + hash(row.text) for row in read_sentences(data / "corpus") + read_sentences(data / "plain")))
print(len(read_lines(data / "closings")[0]), len(read_rows(data / "bait")[0]))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built, inside = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("inside")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own interpreter
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(inside)
    return inside


def _counts(where: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(where), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", "-c", COUNTS]
    return subprocess.run(command, cwd=where, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603 - as above


def _files(folder: Path) -> set[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder) for path in found if path.parent.name != "__pycache__"}


def test_every_file_of_data_and_templates_is_in_it(unpacked: Path) -> None:
    for name in ("data", "templates"):
        there, here = _files(unpacked / "bot/_shipped" / name), _files(ROOT / name)
        packed = {path for path in here if name == "data" and path.parts[0] in PACKED and path.suffix == ".jsonl"}
        assert there == {path.with_suffix(".jsonl.xz") if path in packed else path for path in here}


def test_packed_rows_are_the_same_rows(unpacked: Path) -> None:
    assert _counts(unpacked) == _counts(ROOT)


def test_a_damaged_pack_is_told(tmp_path: Path) -> None:
    for name in ("mails", "sentences"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "oak.jsonl.xz").write_bytes(b"torn")
    for read in (read_mails, read_sentences):
        with pytest.raises(ModelError, match=r"oak\.jsonl\.xz cannot be unpacked"):
            read(tmp_path)


def test_the_checkout_is_read_unpacked() -> None:
    assert not list(folder("data").rglob("*.xz"))
