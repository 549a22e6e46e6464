"""One folder of logs, and TensorBoard open on it, for all tests that ask."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from spotdiff.visualization import event_files, exhibition
from spotdiff.visualization.board import Board
from spotdiff.visualization.gallery import Gallery
from spotdiff.visualization.named_in_2017 import tensorflow_side

BARE = "bare"


@dataclass(frozen=True)
class Logged:
    """All that the page logs, what was to be written, and what was warned of."""

    folder: Path
    gallery: Gallery
    warned: set[str]


@pytest.fixture(scope="package")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Logged:
    """Log everything once."""
    folder = tmp_path_factory.mktemp("visualization") / "logs"
    exhibition.log_descents(folder)
    weights = exhibition.log_momenta(folder, "PyTorch")
    exhibition.log_momenta(folder, "TensorFlow")
    gallery = exhibition.hang(folder, weights)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for tool in exhibition.WRITERS:
            exhibition.log_kinds(folder, tool, gallery)
        exhibition.log_keras(folder)
    # An embedding with no event file beside it.
    tensorflow_side.log_embedding(str(folder / BARE), gallery)
    return Logged(folder, gallery, {str(warning.message) for warning in caught})


@pytest.fixture(scope="package")
def board(logged: Logged) -> Iterator[Board]:
    """Open TensorBoard once, with everything read."""
    with Board(logged.folder) as board:
        board.read(event_files.below(logged.folder))
        yield board
    assert not board.running
