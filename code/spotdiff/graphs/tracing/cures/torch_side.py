"""The same wishes, said so that a tracer understands them."""

from typing import Any

import torch
from torch import nn

SEEN: list[float] = []


class Known(nn.Module):
    """Numbers that the framework knows of."""

    def __init__(self) -> None:
        """Start with a factor, and no calls."""
        super().__init__()
        number = torch.tensor(2.0, dtype=torch.float64)
        self.factor = nn.Buffer(number)
        self.calls = nn.Buffer(torch.zeros_like(number))

    def scaled(self, x: Any) -> Any:
        """Multiply by the factor, which may be set anew."""
        return x * self.factor

    def counted(self, x: Any) -> Any:
        """Count the call."""
        self.calls.add_(1.0)
        return x


def noisy(x: Any) -> Any:
    """Add a number that the framework draws."""
    return x + torch.rand_like(x)


@torch.library.custom_op("spotdiff::seen", mutates_args=())
def seen(x: torch.Tensor) -> torch.Tensor:
    """Do what only Python can do."""
    SEEN.append(1.0)
    return x.clone()


seen.register_fake(torch.empty_like)


def errand(x: Any) -> Any:
    """Send the graph to Python for something."""
    return seen(x)
