"""Digits, batch by batch: from arrays, shuffled, and from files."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset
from torchvision.datasets import MNIST
from torchvision.transforms.v2 import functional

from spotdiff.classifier.input_pipeline.problem import Batch
from spotdiff.classifier.problem import Array, Labels


def in_order(
    images: Array,
    labels: Labels,
    order: Labels,
    size: int,
    drop_last: bool = False,
) -> list[Batch]:
    """Cut images and labels, taken in an order, into batches.

    Args:
        images: (n, height, width).
        labels: (n,).
        order: Which of them, one after the other.
        size: Of a batch.
        drop_last: Leave out a last batch that is smaller.
    """
    # Data stays with the CPU; it is batches that go to a device.
    x, y = torch.from_numpy(images), torch.from_numpy(labels)
    data = TensorDataset(x, y)
    loader = DataLoader(data, size, sampler=order, drop_last=drop_last)
    return [(np.asarray(x), np.asarray(y)) for x, y in loader]


def shuffled(count: int, epochs: int, seed: int = 0) -> Labels:
    """Return 0 to count - 1 as each epoch has them, (epochs, count)."""
    data: Any = range(count)
    generator = torch.Generator(torch.get_default_device())
    generator.manual_seed(seed)
    loader = DataLoader(data, shuffle=True, generator=generator)
    return np.array([[int(i) for i in loader] for _ in range(epochs)])


def prepare(image: Any) -> Any:
    """Turn an image, as it was read, into ink from 0 to 1."""
    pixels = functional.to_image(image)
    return functional.to_dtype(pixels, torch.float32, scale=True)


def from_files(
    folder: str,
    part: str,
    size: int,
    transform: Callable[[Any], Any] = prepare,
) -> list[Batch]:
    """Read batches of images and labels from MNIST's files.

    Args:
        folder: The files are in `MNIST/raw` inside.
        part: "train" or "t10k".
        size: Of a batch.
        transform: Called on every image, as it is read.
    """
    data = MNIST(folder, part == "train", transform)
    loader = DataLoader(data, size)
    return [(np.asarray(x), np.asarray(y)) for x, y in loader]
