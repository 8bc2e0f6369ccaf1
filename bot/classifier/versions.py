"""The models a desk has had: the one that makes room is kept beside the new one, and can come back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

_WITHDRAWN = "-withdrawn"


def _shelf(model: Path) -> Path:
    return model.with_name(f"{model.name}-versions")


def kept(model: Path) -> list[Path]:
    """Return the earlier models that can come back, the oldest first."""
    return sorted(path for path in _shelf(model).glob("*") if path.is_dir() and not path.name.endswith(_WITHDRAWN))


def adopt(new: Path, model: Path) -> Path | None:
    """Move the folder `new` to the place `model`; return where the model that was there is kept, None if there was none."""
    earlier = _put_away(model, "") if model.is_dir() else None
    shutil.move(new, model)
    return earlier


def rollback(model: Path) -> Path:
    """Bring the last earlier model back; the one it replaces is kept as withdrawn. Raises ModelError when there is none."""
    earlier = kept(model)
    if not earlier:
        msg = f"there is no earlier model beside {model}"
        raise ModelError(msg)
    if model.is_dir():
        _put_away(model, _WITHDRAWN)
    shutil.move(earlier[-1], model)
    return model


def _put_away(model: Path, ending: str) -> Path:
    shelf = _shelf(model)
    shelf.mkdir(exist_ok=True)
    number = 1 + max((int(path.name[:4]) for path in shelf.glob("[0-9][0-9][0-9][0-9]*")), default=0)
    place = shelf / f"{number:04}{ending}"
    shutil.move(model, place)
    return place
