"""Images enlarged and shrunk."""

from typing import Any

from torch import Tensor
from torch.nn.functional import interpolate
from torchvision.transforms import v2


def nearest(image: Tensor, width: int, cured: bool) -> Any:
    """Take the nearest pixel.

    Args:
        image: One image of one channel, a single row.
        width: To resize to, in pixels.
        cured: Whether both sides shall give the same.

    Returns:
        The row, resized.
    """
    mode = "nearest-exact" if cured else "nearest"
    return interpolate(image, (1, width), mode=mode)


def cubic(image: Tensor, width: int, cured: bool) -> Any:
    """Lay a cubic through the pixels.

    Args:
        image: One image of one channel, a single row.
        width: To resize to, in pixels.
        cured: Whether both sides shall give the same.

    Returns:
        The row, resized.
    """
    size = (1, width)
    return interpolate(image, size, mode="bicubic", antialias=cured)


def shrunk(image: Tensor, width: int, cured: bool) -> Any:
    """Shrink an image by the usual function for images.

    Args:
        image: One image of one channel, a single row.
        width: To resize to, in pixels.
        cured: Whether both sides shall give the same.

    Returns:
        The row, resized.
    """
    return v2.functional.resize(image, [1, width])
