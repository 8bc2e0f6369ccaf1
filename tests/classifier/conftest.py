from __future__ import annotations

import pytest

from bot.classifier.predict import Classifier, load


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return load()
