"""What is recorded of a computation."""

from typing import Any

import torch

from spotdiff.graphs.drawn import autograd, exported
from spotdiff.graphs.drawn.problem import Array, Function, Graph


def root_mean_square_error(phi: Any, points: Any, values: Any) -> Any:
    """Tell how far the points' powers are from the values."""
    residual = points**phi - values
    return torch.sqrt(torch.mean(torch.square(residual)))


def doubled(x: Any, limit: Any) -> Any:
    """Double a number until it reaches the limit."""
    while x < limit:
        x = 2 * x
    return x


def graph_of(function: Function, weight: float, *data: Array) -> Graph:
    """Read the record of a function.

    Args:
        function: Takes a weight, and then data.
        weight: What a gradient is wanted for.
        *data: What the function takes besides.

    Returns:
        The whole record, as it is kept.
    """
    wanted = torch.tensor(weight, requires_grad=True)
    result = function(wanted, *map(torch.as_tensor, data))
    return autograd.read(result)


def forward_graph(network: Any, images: Array) -> Graph:
    """Read the record of how images pass through a network.

    Args:
        network: A classifier; it is not trained.
        images: As many as there will be, in the framework's layout.

    Returns:
        The whole record, the weights known by their names.
    """
    given = torch.as_tensor(images)
    program = torch.export.export(network.eval(), (given,))
    return exported.read(program)
