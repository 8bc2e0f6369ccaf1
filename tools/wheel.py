"""What the wheel carries of `data/`: everything, and the corpora that only `dispute-desk train` reads packed to a fifth of their size."""

from __future__ import annotations

import lzma
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Folders of `data/` whose rows are packed; the rest is read at every start, or by other programs.
PACKED = frozenset({"corpus", "plain", "closings", "bait"})


class PackedCorpora(BuildHookInterface[Any]):
    """Puts `data/` into the wheel, file by file; an editable installation reads the checkout's own."""

    _packed: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file that goes in, and what it is called there."""
        if version == "editable":
            return
        self._packed = Path(tempfile.mkdtemp(prefix="packed-corpora-"))
        data = Path(self.root) / "data"
        for number, path in enumerate(sorted(path for path in data.rglob("*") if path.is_file())):
            inside = path.relative_to(data)
            source, name = path, f"bot/_shipped/data/{inside.as_posix()}"
            if inside.parts[0] in PACKED and path.suffix == ".jsonl":
                source, name = self._packed / f"{number}.xz", f"{name}.xz"
                source.write_bytes(lzma.compress(path.read_bytes(), preset=6))
            build_data["force_include"][str(source)] = name

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's signature
        """Leave nothing behind."""
        if self._packed is not None:
            shutil.rmtree(self._packed, ignore_errors=True)
