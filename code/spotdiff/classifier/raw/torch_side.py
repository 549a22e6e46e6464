"""The small network on bare arrays, every weight by name."""

from collections.abc import Iterable
from typing import Any

import torch
import torch.nn.functional as F

from spotdiff.classifier.problem import Array, Batch, Weights


def variables(weights: Weights) -> dict[str, Any]:
    """Make weights to differentiate by."""
    w = {name: torch.tensor(weights[name]) for name in weights}
    # In memory their channels are last, as TensorFlow has them.
    for name in ("conv1.weight", "conv2.weight"):
        w[name] = w[name].to(memory_format=torch.channels_last)
    return {name: w[name].requires_grad_() for name in w}


def logits(w: Any, x: Any, channels: Any, units: Any) -> Any:
    """Score every class; dropout is a product with a mask."""
    x = x[:, None]
    x = F.conv2d(x, w["conv1.weight"], w["conv1.bias"])
    x = F.relu(F.max_pool2d(x, 2))
    x = F.conv2d(x, w["conv2.weight"], w["conv2.bias"])
    x = x * channels[:, :, None, None]
    x = F.relu(F.max_pool2d(x, 2)).flatten(1)
    x = F.linear(x, w["fc1.weight"], w["fc1.bias"])
    x = F.relu(x) * units
    return F.linear(x, w["fc2.weight"], w["fc2.bias"])


def train(
    weights: Weights,
    batches: Iterable[Batch],
    rate: float,
    momentum: float,
) -> tuple[Array, Weights]:
    """Train from given weights, in their dtype.

    Returns:
        The loss of each step, (steps,), and the weights after the last.
    """
    w = variables(weights)
    speed = {name: torch.zeros_like(w[name]) for name in w}

    def step(*batch: Any) -> Any:
        x, y, *masks = map(torch.as_tensor, batch)
        loss = F.cross_entropy(logits(w, x, *masks), y)
        slopes = torch.autograd.grad(loss, list(w.values()))
        with torch.no_grad():
            for name, slope in zip(w, slopes, strict=True):
                speed[name].mul_(momentum).add_(slope)
                w[name].sub_(rate * speed[name])
        return loss.detach()

    losses = [step(*batch) for batch in batches]
    learnt = {name: w[name].numpy(force=True) for name in w}
    return torch.stack(losses).numpy(force=True), learnt
