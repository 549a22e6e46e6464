"""Data."""

from functools import partial
from typing import Any

from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import (
    DataLoader,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)


def dataset(x: Tensor, y: Tensor) -> Any:
    """Make a data set of arrays."""
    return TensorDataset(x, y)


def batches(data: Any) -> Any:
    """Take batches."""
    return DataLoader(data, batch_size=3)


def whole_batches(data: Any) -> Any:
    """Leave out a last batch that is too small."""
    return DataLoader(data, batch_size=3, drop_last=True)


def number(data: Any) -> Any:
    """Count batches."""
    return len(DataLoader(data, batch_size=3))


def one_batch(data: Any) -> Any:
    """Take one batch to look at."""
    return next(iter(DataLoader(data, batch_size=3)))


def shuffled(data: Any) -> Any:
    """Shuffle in every epoch."""
    return DataLoader(data, batch_size=4, shuffle=True)


def mapped(data: Any) -> Any:
    """Change every example."""
    return ((2 * x, y) for x, y in data)


def filtered(data: Any) -> Any:
    """Keep examples that fulfil a condition."""
    return Subset(data, [i for i, (x, y) in enumerate(data) if y == 1])


def part(data: Any) -> Any:
    """Take a part of a data set."""
    return Subset(data, range(2, 5))


def together(data: Any) -> Any:
    """Put two data sets one behind the other."""
    return data + data


def in_step(data: Any) -> Any:
    """Walk two data sets in step."""
    return StackDataset(data, data)


def split(data: Any) -> Any:
    """Split at random, for training and validation."""
    return random_split(data, [6, 2])


def padded(series: Any) -> Any:
    """Batch series of several lengths, padded with zeros."""
    collate = partial(pad_sequence, batch_first=True)
    return DataLoader(series, batch_size=2, collate_fn=collate)


def ahead(data: Any) -> Any:
    """Prepare batches while the network works."""
    return len(DataLoader(data, 3, num_workers=2, prefetch_factor=2))
