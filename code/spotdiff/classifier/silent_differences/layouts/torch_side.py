"""Which axis of an array means what."""

from typing import Any

import torch
from torch import Tensor, nn


def image(image: Tensor, cured: bool) -> Any:
    """Average every channel of an image.

    Args:
        image: (1, 3, 3, 3), each axis as long as the others.
        cured: Whether both sides shall give the same.

    Returns:
        The means, one a channel.
    """
    image = image.permute(0, 3, 1, 2) if cured else image
    return nn.AdaptiveAvgPool2d(1)(image)


def kernel(image: Tensor, kernel: Tensor, cured: bool) -> Any:
    """Convolve an image with a kernel.

    Args:
        image: 2 x 2 pixels, two channels, in the side's own layout.
        kernel: (2, 2, 2, 2).
        cured: Whether both sides shall give the same.

    Returns:
        One pixel of two channels.
    """
    kernel = kernel.permute(3, 2, 0, 1) if cured else kernel
    return nn.functional.conv2d(image, kernel)


def matrix(x: Tensor, matrix: Tensor, cured: bool) -> Any:
    """Multiply by the matrix of a dense layer.

    Args:
        x: (1, 2).
        matrix: (2, 2).
        cured: Whether both sides shall give the same.

    Returns:
        The product, (1, 2).
    """
    return nn.functional.linear(x, matrix.T if cured else matrix)


def flatten(maps: Tensor, cured: bool) -> Any:
    """Flatten what a convolution hands to a dense layer.

    Args:
        maps: 2 x 2 pixels, two channels, in the side's own layout.
        cured: Whether both sides shall give the same.

    Returns:
        All eight numbers, (1, 8).
    """
    maps = maps.permute(0, 2, 3, 1) if cured else maps
    return torch.flatten(maps, start_dim=1)
