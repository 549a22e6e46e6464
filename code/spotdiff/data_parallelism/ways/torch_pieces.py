"""The four pieces that `nn.DataParallel` is made of, by hand, on any device."""

from typing import Any

import torch
from torch import nn
from torch.func import functional_call


class InParts(nn.Module):
    """A network that sees every batch in parts."""

    def __init__(self, module: nn.Module, parts: int) -> None:
        """Take the network, and how many parts there are."""
        super().__init__()
        self.module, self.parts = module, parts

    def forward(self, x: Any) -> Any:
        """Split, copy, apply, join."""
        split = torch.chunk(x, self.parts)
        weights: dict[str, Any] = dict(self.module.named_parameters())
        copies = [weights] * self.parts
        ends = [
            functional_call(self.module, copy, (part,))
            for copy, part in zip(copies, split, strict=False)
        ]
        return torch.cat(ends)
