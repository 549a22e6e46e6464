"""What a library says through its logger, kept instead of printed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Keeper(logging.Handler):
    """A handler that keeps messages."""

    def __init__(self) -> None:
        """Keep none yet."""
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.messages.append(record.getMessage())


@contextmanager
def heard(name: str) -> Iterator[list[str]]:
    """Keep what a logger says for the time being, and print none of it.

    Args:
        name: Of the logger, such as "tensorflow".

    Yields:
        The messages so far.
    """
    logger, keeper = logging.getLogger(name), Keeper()
    handlers, passes_on = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [keeper], False
    try:
        yield keeper.messages
    finally:
        logger.handlers, logger.propagate = handlers, passes_on
