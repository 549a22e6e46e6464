"""Shifted digits by PyTorch: a data set with indices, and processes to index it.

Not one side of a pair: here the frameworks have two programs. PyTorch's is a
class that is copied into worker processes, TensorFlow's a chain of operations.
"""

import multiprocessing
from typing import Any

import torch
from torch.nn.functional import pad
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from spotdiff.classifier.input_pipeline.problem import REACH, SIDE
from spotdiff.classifier.problem import PIXEL_DEVIATION, PIXEL_MEAN, Labels
from spotdiff.idx import Bytes

ink = v2.ToDtype(torch.float32, scale=True)
standardise = v2.Normalize([PIXEL_MEAN], [PIXEL_DEVIATION])
shift = v2.Compose([ink, v2.RandomCrop(SIDE, padding=REACH), standardise])


def shift_batch(images: Any) -> Any:
    """Shift every image of a batch, (m, 1, 28, 28), and standardise them."""
    windows = pad(ink(images), [REACH] * 4).unfold(2, SIDE, 1).unfold(3, SIDE, 1)
    down, right = torch.randint(2 * REACH + 1, (2, len(images)))
    return standardise(windows[torch.arange(len(images)), :, down, right])


class Shifted(Dataset[Any]):
    """Digits, each shifted anew whenever it is asked for.

    Attributes:
        images: (n, 1, 28, 28), bytes.
        labels: (n,).
    """

    def __init__(self, images: Bytes, labels: Labels) -> None:
        """Take (n, 28, 28) images and (n,) labels."""
        self.images = torch.from_numpy(images)[:, None]
        self.labels = torch.from_numpy(labels)

    def __len__(self) -> int:
        """Return how many digits there are."""
        return len(self.labels)

    def __getitem__(self, index: int) -> Any:
        """Return one image, (1, 28, 28), and its label."""
        return shift(self.images[index]), self.labels[index]


class ShiftedBatches(Shifted):
    """The same, but a batch at a time: the loader asks for it by this name."""

    def __getitems__(self, indices: list[int]) -> Any:
        """Return images, (m, 1, 28, 28), and labels, (m,)."""
        return shift_batch(self.images[indices]), self.labels[indices]


def as_it_is(batch: Any) -> Any:
    """Return a batch that is one already: what collating would do to samples."""
    return batch


def worker_context() -> Any:
    """Return how workers are started: not by a copy of this process.

    The frameworks' threads run in it, and a copy of a process with threads may
    lock up; Python warns of it from 3.12 on. A server that has imported PyTorch
    once starts them instead. It ends with this process.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def loader(
    images: Bytes, labels: Labels, size: int, workers: int = 0, whole: bool = False
) -> DataLoader[Any]:
    """Make a loader of shifted, standardised and shuffled digits.

    Args:
        images: (n, 28, 28).
        labels: (n,).
        size: Of a batch.
        workers: Processes that prepare batches; 0 has the caller do it. They
            live as long as the loader.
        whole: Shift a batch at a time instead of an image.

    Returns:
        The loader: to go through it once is one epoch.
    """
    data = ShiftedBatches if whole else Shifted
    return DataLoader(
        data(images, labels),
        batch_size=size,
        shuffle=True,
        num_workers=workers,
        collate_fn=as_it_is if whole else None,
        persistent_workers=workers > 0,
        multiprocessing_context=worker_context() if workers else None,
    )
