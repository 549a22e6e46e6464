"""TensorFlow without its reports."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_reports() -> Iterator[None]:
    """Keep TensorFlow from saying what it has written; it may still warn."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
