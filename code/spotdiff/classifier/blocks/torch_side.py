"""A block that is written once, and networks composed of it."""

from typing import Any

import torch.nn.functional as F
from torch import nn

from spotdiff.classifier.problem import CLASSES, Network


class Block(nn.Module):
    """A convolution, a dropout of channels, a maximum, a ReLU."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        padding: int,
        dropout: float,
    ) -> None:
        """Name the layers; zeros are padded on each side, 0 or 2."""
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 5, padding=padding)
        self.drop = nn.Dropout2d(dropout)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: Any) -> Any:
        """Say how a batch of feature maps passes through them."""
        return F.relu(self.pool(self.drop(self.conv(x))))


def classifier(network: Network) -> nn.Sequential:
    """Compose either network of 2017 from blocks and layers."""
    first, second = network.channels
    padding, dropout = network.padding, network.channel_dropout
    return nn.Sequential(
        Block(1, first, padding, 0.0),
        Block(first, second, padding, dropout),
        nn.Flatten(),
        nn.Linear(network.flat, network.hidden),
        nn.ReLU(),
        nn.Dropout(network.unit_dropout),
        nn.Linear(network.hidden, CLASSES),
    )
