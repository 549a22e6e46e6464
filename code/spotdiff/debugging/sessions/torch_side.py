"""One step of a network, with a stop on the way there and back."""

import torch
from torch import Tensor, nn

from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y


class Network(nn.Module):
    """Two layers, and a stop between them."""

    def __init__(self) -> None:
        """Take the weights that both sides share."""
        super().__init__()
        self.inner = nn.Parameter(torch.tensor(INNER))
        self.outer = nn.Parameter(torch.tensor(OUTER))

    def forward(self, x: Tensor) -> Tensor:
        """Score some rows."""
        hidden = torch.relu(x @ self.inner)
        breakpoint()
        return hidden @ self.outer


def watched(values: Tensor) -> Tensor:
    """Hand a tensor on, and stop when its slope comes back."""

    def passing(slope: Tensor) -> Tensor:
        """Stop, and hand the slope on."""
        breakpoint()
        return slope

    values.register_hook(passing)
    return values


def step(network: Network, x: Tensor, y: Tensor) -> None:
    """Go there and back; print the loss and the slope of a layer."""
    loss = torch.mean((watched(network(x)) - y) ** 2)
    (slope,) = torch.autograd.grad(loss, [network.inner])
    print("loss", loss)
    print("slope", slope)


def main() -> None:
    """Take a step as it is written, then two that are made graphs."""
    network, x, y = Network(), torch.tensor(X), torch.tensor(Y)
    step(network, x, y)
    breakpoint()
    network.compile(backend="eager")
    step(network, x, y)
    step(network, x, y)


if __name__ == "__main__":
    main()
