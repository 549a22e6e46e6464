"""What the tests of the extensions share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ext.builder import Builder
from ext.small_book import CONF, SmallBook


@pytest.fixture(scope="session")
def builder() -> Iterator[Builder]:
    """Return what runs the builds of all small books."""
    with Builder() as made:
        yield made


@pytest.fixture
def empty_book(tmp_path: Path, builder: Builder) -> SmallBook:
    """Return a book with settings and a lock file, but no pages yet."""
    book = SmallBook(tmp_path, builder)
    book.write({"conf.py": CONF, "uv.lock": "version = 1\n"})
    return book
