"""The small network as a class of its own."""

from typing import Any

import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    """Two convolutions, two dense layers: images to scores, (n, 10)."""

    def __init__(self) -> None:
        """Name the layers."""
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop_channels = nn.Dropout2d(0.5)
        self.pool = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(320, 50)
        self.drop_units = nn.Dropout(0.5)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x: Any) -> Any:
        """Say how an image passes through them."""
        x = F.relu(self.pool(self.conv1(x)))
        x = self.drop_channels(self.conv2(x))
        x = F.relu(self.pool(x))
        x = F.relu(self.fc1(self.flatten(x)))
        return self.fc2(self.drop_units(x))
