"""Layers."""

from typing import Any

from torch import nn


def dense() -> Any:
    """Connect every input to every output."""
    return nn.Linear(3, 4)


def convolution() -> Any:
    """Slide a kernel over an image: a convolution."""
    return nn.Conv2d(3, 4, 3)


def convolution_same() -> Any:
    """Keep the size of an image in a convolution."""
    return nn.Conv2d(3, 4, 3, padding="same")


def convolution_halving() -> Any:
    """Halve an image with a convolution."""
    return nn.Conv2d(3, 4, 3, stride=2, padding=1)


def convolution_1d() -> Any:
    """Slide a kernel along a series: a convolution, too."""
    return nn.Conv1d(3, 4, 3)


def depthwise() -> Any:
    """Give every channel a convolution of its own."""
    return nn.Conv2d(3, 3, 3, groups=3)


def transposed() -> Any:
    """Enlarge an image with a transposed convolution."""
    return nn.ConvTranspose2d(3, 4, 2, stride=2)


def max_pooling() -> Any:
    """Keep the largest of every square."""
    return nn.MaxPool2d(2)


def global_average() -> Any:
    """Average every channel."""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())


def enlarge() -> Any:
    """Double an image by repeating pixels."""
    return nn.Upsample(scale_factor=2)


def batch_norm() -> Any:
    """Normalise by the statistics of batches."""
    return nn.BatchNorm2d(3)


def batch_norm_equal() -> Any:
    """Normalise by batches, with the settings of PyTorch."""
    return nn.BatchNorm2d(3, eps=1e-5, momentum=0.1)


def layer_norm() -> Any:
    """Normalise every example by itself."""
    return nn.LayerNorm(3, eps=1e-5)


def group_norm() -> Any:
    """Normalise groups of channels."""
    return nn.GroupNorm(3, 3, eps=1e-5)


def network() -> Any:
    """Put layers one behind the other."""
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
