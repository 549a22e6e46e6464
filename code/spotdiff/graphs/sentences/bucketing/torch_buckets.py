"""Batches of sentences that are about equally long."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset, Sampler

from spotdiff.graphs.sentences.problem import Batch, Sentences, Words


class Rows(Dataset[tuple[Any, float]]):
    """Sentences and their labels, one by one."""

    def __init__(self, given: Sentences) -> None:
        """Keep the sentences."""
        self.given = given

    def __getitem__(self, number: int) -> tuple[Any, float]:
        """Return one."""
        words = torch.from_numpy(self.given.words[number])
        return words, self.given.labels[number]


class Buckets(Sampler[list[int]]):
    """Tells which sentences go into a batch: those of a full bucket."""

    def __init__(
        self,
        lengths: Words,
        edges: Sequence[int],
        size: int,
    ) -> None:
        """Say which bucket a sentence belongs to."""
        self.bucket = np.searchsorted(edges, lengths, side="right")
        self.size = size

    def __iter__(self) -> Iterator[list[int]]:
        """Fill the buckets in the order of the sentences."""
        waiting: dict[int, list[int]] = {}
        for number, bucket in enumerate(self.bucket.tolist()):
            filled = waiting.setdefault(bucket, [])
            filled.append(number)
            if len(filled) == self.size:
                yield waiting.pop(bucket)
        yield from (waiting[bucket] for bucket in sorted(waiting))


def together(rows: Sequence[tuple[Any, float]]) -> Batch:
    """Fill the sentences of a batch up to its longest."""
    words, labels = zip(*rows, strict=True)
    return pad_sequence(list(words), True).numpy(), np.array(labels)


def batches(
    given: Sentences,
    edges: Sequence[int],
    size: int,
) -> list[Batch]:
    """Put sentences into batches.

    Args:
        given: The sentences.
        edges: From each of these lengths on, another bucket begins.
        size: Sentences a batch; at the end there may be fewer.

    Returns:
        Padded sentences and their labels, in the order in which the
        buckets were full.
    """
    buckets = Buckets(given.lengths, edges, size)
    rows = Rows(given)
    return list(DataLoader(rows, batch_sampler=buckets, collate_fn=together))
