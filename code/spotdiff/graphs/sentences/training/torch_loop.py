"""A reader trained by a loop of one's own."""

from collections.abc import Iterable
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from spotdiff.graphs.sentences.problem import ADAM, Array, Batch, Words


def train(model: Any, batches: Iterable[Batch]) -> list[float]:
    """Train a reader as it stands; its weights are overwritten.

    Args:
        model: Sentences to scores.
        batches: Padded sentences, (n, words), and labels, (n,).

    Returns:
        The loss of each step.
    """
    shares = ADAM.slope, ADAM.square
    adam = torch.optim.Adam(model.parameters(), ADAM.rate, shares, ADAM.cushion)

    def step(sentences: Any, labels: Any) -> Any:
        loss = binary_cross_entropy_with_logits(model(sentences), labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.detach()

    told = [step(*map(torch.tensor, batch)) for batch in batches]
    return [float(loss) for loss in told]


def predict(model: Any, sentences: Words) -> Array:
    """Score padded sentences, (n, words)."""
    with torch.inference_mode():
        scores = model(torch.as_tensor(sentences))
    found: Array = scores.numpy(force=True)
    return found
