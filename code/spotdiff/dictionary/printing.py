"""How a program of the dictionary prints what its operations give."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Any

import numpy as np

WIDTH = 120


def show(title: str, arrays: list[Any]) -> None:
    """Print arrays behind a title in one line, shortened if they are long."""
    with np.printoptions(precision=4, suppress=True, threshold=20, edgeitems=2):
        found = " ".join(map(str, arrays))
    print(shorten(f"{title}: {found}", WIDTH, placeholder=" …"))


@contextmanager
def empty_folder() -> Iterator[Path]:
    """Lend a folder, and keep back what PyTorch says of files that it reads in place.

    Yields:
        The folder, which is gone afterwards.
    """
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The given buffer is not writable")
        yield Path(folder)
