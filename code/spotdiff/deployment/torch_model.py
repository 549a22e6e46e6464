"""The classifier as it is deployed: from pixels to scores, in PyTorch."""

from typing import Any

from torch import nn

from spotdiff.classifier.carrying import torch_side as carrying
from spotdiff.classifier.problem import PIXEL_DEVIATION, PIXEL_MEAN, Weights
from spotdiff.classifier.sequential import torch_side as sequential


class Deployed(nn.Module):
    """The small network, with all that has to be done to an image before it."""

    def __init__(self, network: nn.Module) -> None:
        """Put a network behind its preparation, with its dropout off."""
        super().__init__()
        self.network = network
        self.eval()

    def forward(self, pixels: Any) -> Any:
        """Score every class.

        Args:
            pixels: (n, 28, 28), 0 for paper and 1 for ink.

        Returns:
            The scores, (n, 10), of which the largest is the answer.
        """
        return self.network((pixels[:, None] - PIXEL_MEAN) / PIXEL_DEVIATION)


def from_weights(weights: Weights) -> Deployed:
    """Build the model that has these weights, on the CPU."""
    network = sequential.classifier().cpu()
    carrying.put(network, weights)
    return Deployed(network)
