"""The network's two layers on two devices, placed by hand."""

from typing import Any

import torch
import torch.nn.functional as F

from spotdiff.data_parallelism.problem import Array, Labels, Weights


def step(
    weights: Weights, images: Array, labels: Labels, devices: list[str]
) -> dict[str, Any]:
    """Go there and back.

    Args:
        weights: Of both layers.
        images: (n, 784).
        labels: (n,).
        devices: One for each layer.

    Returns:
        The framework's own tensors, by name.
    """
    first, second = devices
    places = [first, first, second, second]
    w1, b1, w2, b2 = (
        torch.tensor(array, device=place, requires_grad=True)
        for array, place in zip(weights.values(), places, strict=True)
    )
    x = torch.tensor(images, device=first)
    hidden = F.relu(x @ w1.T + b1)
    y = torch.tensor(labels, device=second)
    scores = hidden.to(second) @ w2.T + b2
    loss = F.cross_entropy(scores, y)
    back_1, back_2 = torch.autograd.grad(loss, [w1, w2])
    return {
        "first weights": w1,
        "hidden units": hidden,
        "second weights": w2,
        "scores": scores,
        "slopes of the second weights": back_2,
        "slopes of the first weights": back_1,
    }
