"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from course.kernels.warm import CHOICE, NAME

# Every kernel of a test is forked, as those of dashboards and lessons are; the tests of kernels start stock ones too.
os.environ.setdefault(CHOICE, NAME)

# Machines are shared and noisy: an example that takes long is no failure. One commit gets one answer: the examples are
# the same each time. Whoever wants to look further asks for others: pytest --hypothesis-profile=search
settings.register_profile("course", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("course")

# Files that take minutes begin, the longest first: with a file at a time (course/check.py), the processor that got one
# of them last would work on alone.
LONG = (
    "deploy/test_hub.py",
    "browser/test_concepts.py",
    "browser/test_lessons.py",
    "notebooks/test_exercises.py",
    "notebooks/test_lessons.py",
)


@pytest.fixture(autouse=True)
def _environment_stays() -> Iterator[None]:
    """Give each test the variables of the one before: a command that runs in this process sets its language there."""
    before = os.environ.copy()
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {(Path(__file__).parent / name).resolve(strict=True): number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(LONG)))
