from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.classifier import versions
from bot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


def _made(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    (folder / name / "what").write_text(name, "utf-8")
    return folder / name


def test_every_model_is_kept_and_the_last_comes_back(tmp_path: Path) -> None:
    model = tmp_path / "model"
    assert versions.adopt(_made(tmp_path, "first"), model) is None
    assert versions.adopt(_made(tmp_path, "second"), model) == tmp_path / "model-versions" / "0001"
    versions.adopt(_made(tmp_path, "third"), model)
    seen = []
    for _ in range(2):
        versions.rollback(model)
        seen.append((model / "what").read_text("utf-8"))
    assert seen == ["second", "first"]
    with pytest.raises(ModelError, match="no earlier model"):
        versions.rollback(model)
    assert sorted(path.name for path in (tmp_path / "model-versions").iterdir()) == ["0003-withdrawn", "0004-withdrawn"]
