"""Every story under stories/ is told on a real desk and judged: what was said of each mail, what left, what must never be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys import telling
from tests.journeys.oracles import faults_of_draft, faults_of_mail, faults_of_story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.telling import Told

NAMES = sorted(path.name for path in telling.STORIES.iterdir())


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the books imported, to be copied."""
    return telling.keep_books(tmp_path_factory.mktemp("books") / "desk")


@pytest.mark.parametrize("name", NAMES)
def test_story(name: str, books: Path, tmp_path: Path) -> None:
    told = telling.tell(books, tmp_path / "desk", name)
    assert faults(told) == []


def faults(told: Told) -> list[str]:
    """Return everything that is wrong, each with the mail it concerns."""
    expected = {step["mail"]: step["expect"] for step in told.story["steps"] if "mail" in step}
    found = [f"{mail}: {fault}" for mail, wanted in expected.items() for fault in faults_of_mail(told.said[mail], wanted)]
    for mail in expected:
        if told.said[mail]["draft"]:
            day = (telling.BEGINNING + timedelta(minutes=told.at[mail])).date()
            found += [f"{mail}: {fault}" for fault in faults_of_draft(told.said[mail], told.raw[mail], day)]
    return [*found, *faults_of_story(told)]
