"""The Keras model as a module of PyTorch's: only where KERAS_BACKEND is torch."""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F

from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.classifier.two_engines.keras_loop import Trained, given, learnt


def train(
    weights: Weights,
    images: Array,
    labels: Labels,
    batches: Sequence[Labels],
    rate: float,
    momentum: float,
) -> Trained:
    """Train from given weights, without dropout, by a plain PyTorch loop.

    Args and result are those of `keras_loop.train`.
    """
    model = given(weights)
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum)
    x, y = torch.as_tensor(images[..., None]), torch.as_tensor(labels)
    with torch.inference_mode():
        scores = model(x).numpy(force=True)
    losses = []
    for batch in batches:
        loss = F.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return Trained(scores, np.array(losses), learnt(model, weights))
