"""torch.export for any function of one tensor, without what it says on the side."""

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from numpy.typing import NDArray


def exported(program: Callable[[Any], Any], example: NDArray[Any]) -> Any:
    """Export a function for inputs such as the example.

    Returns:
        The exported program; its `module()` can be called.
    """

    class Whole(torch.nn.Module):
        def forward(self, given: Any) -> Any:
            return program(given)

    with unlogged():
        return torch.export.export(Whole(), (torch.tensor(example),))


@contextmanager
def unlogged() -> Iterator[None]:
    """Keep PyTorch from logging and printing what it had so far when it refuses.

    It also warns that torch.cond, which compiles itself when called, need not here.
    """
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.filterwarnings("ignore", "You are calling torch.compile inside")
            yield
    finally:
        logging.disable(logging.NOTSET)
