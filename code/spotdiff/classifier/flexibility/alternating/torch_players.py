"""The players' networks in PyTorch: weights in, weights out."""

from typing import Any

import torch
from torch import nn

from spotdiff.classifier.flexibility.alternating.problem import Layers, Players


def network(weights: Layers, *last: Any) -> Any:
    """Build two dense layers from given weights, and what comes last."""
    (inputs, hidden), outputs = weights[0].shape, len(weights[3])
    dense = nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)
    model = nn.Sequential(dense[0], nn.ReLU(), dense[1], *last)
    with torch.no_grad():
        for p, array in zip(model.parameters(), weights, strict=True):
            p.copy_(torch.as_tensor(array.T))
    return model


def networks(players: Players) -> tuple[Any, Any]:
    """Build generator and discriminator."""
    return network(players.generator, nn.Sigmoid()), network(players.discriminator)


def weights_of(model: Any) -> Layers:
    """Copy a network's weights."""
    return [p.numpy(force=True).T.copy() for p in model.parameters()]
