"""The small network in PyTorch, and its weights carried in and out."""

from collections import OrderedDict
from typing import Any

import torch
from torch import nn

from spotdiff.data_parallelism.problem import HIDDEN, PIXELS, Weights


def network(weights: Weights) -> Any:
    """Build the network with given weights."""
    layers = OrderedDict(
        hidden=nn.Linear(PIXELS, HIDDEN),
        relu=nn.ReLU(),
        scores=nn.Linear(HIDDEN, 10),
    )
    model = nn.Sequential(layers).double()
    model.load_state_dict({k: torch.as_tensor(w) for k, w in weights.items()})
    return model


def weights_of(model: Any) -> Weights:
    """Copy the network's weights."""
    state = model.state_dict()
    return {name: value.numpy(force=True).copy() for name, value in state.items()}
