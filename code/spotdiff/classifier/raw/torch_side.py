"""The small network on bare arrays, every weight by name."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F

from spotdiff.classifier.problem import Array, Batch, Weights


def variables(weights: Weights) -> dict[str, Any]:
    """Make weights that the framework can differentiate by."""
    leaf = partial(torch.tensor, requires_grad=True)
    return {name: leaf(array) for name, array in weights.items()}


def logits(w: Any, images: Any, channels: Any, units: Any) -> Any:
    """Score every class; dropout is a product with a mask."""
    x = F.conv2d(images[:, None], w["conv1.weight"], w["conv1.bias"])
    x = F.relu(F.max_pool2d(x, 2))
    x = F.conv2d(x, w["conv2.weight"], w["conv2.bias"])
    x = F.relu(F.max_pool2d(x * channels[:, :, None, None], 2))
    x = F.linear(x.flatten(1), w["fc1.weight"], w["fc1.bias"])
    return F.linear(F.relu(x) * units, w["fc2.weight"], w["fc2.bias"])


def step(w: Any, speed: Any, batch: Any, rate: Any, keep: Any) -> Any:
    """Take one step down the gradient; return the loss before it."""
    images, labels, channels, units = map(torch.as_tensor, batch)
    scores = logits(w, images, channels, units)
    loss = F.cross_entropy(scores, labels)
    slopes = torch.autograd.grad(loss, list(w.values()))
    with torch.no_grad():
        for name, slope in zip(w, slopes, strict=True):
            speed[name].mul_(keep).add_(slope)
            w[name].sub_(rate * speed[name])
    return loss.detach()


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
    losses = [step(w, speed, b, rate, momentum) for b in batches]
    learnt = {name: w[name].numpy(force=True) for name in w}
    return torch.stack(losses).numpy(force=True), learnt
