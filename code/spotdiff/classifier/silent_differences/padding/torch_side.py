"""What stands around the image."""

from typing import Any

from torch import Tensor, inf, nn


def same_convolution(image: Tensor, kernel: Tensor, cured: bool) -> Any:
    """Convolve in strides of 2, so that half the pixels are left.

    Args:
        image: One image of one channel.
        kernel: 3 x 3.
        cured: Whether both sides shall give the same.

    Returns:
        An image of half the width and height.
    """
    if cured:
        image = nn.functional.pad(image, (0, 1, 0, 1))
        return nn.functional.conv2d(image, kernel, stride=2)
    return nn.functional.conv2d(image, kernel, stride=2, padding=1)


def same_maximum(image: Tensor, cured: bool) -> Any:
    """Take the maximum of 3 x 3 pixels in strides of 2.

    Args:
        image: One image of one channel.
        cured: Whether both sides shall give the same.

    Returns:
        An image of half the width and height.
    """
    if cured:
        image = nn.functional.pad(image, (0, 1, 0, 1), value=-inf)
        return nn.MaxPool2d(3, stride=2)(image)
    return nn.MaxPool2d(3, stride=2, padding=1)(image)


def same_average(image: Tensor, cured: bool) -> Any:
    """Take the mean of 3 x 3 pixels around each.

    Args:
        image: One image of one channel.
        cured: Whether both sides shall give the same.

    Returns:
        An image as large as the first.
    """
    if cured:
        return nn.AvgPool2d(3, 1, 1, count_include_pad=False)(image)
    return nn.AvgPool2d(3, 1, 1)(image)


def transposed(signal: Tensor, kernel: Tensor, cured: bool) -> Any:
    """Convolve backwards, so that a signal becomes twice as long.

    Args:
        signal: One signal of one channel.
        kernel: Of three.
        cured: Whether both sides shall give the same.

    Returns:
        A signal of twice the length.
    """
    enlarge = nn.functional.conv_transpose1d
    if cured:
        return enlarge(signal, kernel, stride=2)[..., :-1]
    return enlarge(signal, kernel, None, 2, padding=1, output_padding=1)
