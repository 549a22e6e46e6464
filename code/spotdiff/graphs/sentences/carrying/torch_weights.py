"""Weights carried into a reader, and slopes out of it."""

from collections.abc import Iterable
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from spotdiff.graphs.sentences.oracle import Answer
from spotdiff.graphs.sentences.problem import Weights, Words


def place(sentences: Words) -> Any:
    """Make padded sentences a tensor, where the framework computes."""
    return torch.as_tensor(sentences)


def put(model: Any, weights: Weights) -> Any:
    """Overwrite a reader's weights, and return the reader.

    Where a gate has two biases that are added, one is held at zero.
    """
    own = [p for n, p in model.named_parameters() if "bias_hh" not in n]
    for name, p in model.named_parameters():
        if "bias_hh" in name:
            p.requires_grad_(False).zero_()
    for p, array in zip(own, weights.values(), strict=True):
        p.data.copy_(torch.as_tensor(array))
    return model


def take(model: Any, names: Iterable[str]) -> Weights:
    """Copy a reader's weights, without the biases that are held."""
    own = [p for p in model.parameters() if p.requires_grad]
    arrays = [p.numpy(force=True).copy() for p in own]
    return dict(zip(names, arrays, strict=True))


def answer(model: Any, batches: Iterable[Any], names: Iterable[str]) -> Answer:
    """Score the sentences of all batches, and go back through them.

    Args:
        model: Sentences to scores.
        batches: Sentences as the reader wants them, and labels, (n,).
        names: Of the weights.

    Returns:
        The scores in the order of the batches, and the slopes of the
        summed loss.
    """
    own = [p for p in model.parameters() if p.requires_grad]
    scores, loss = [], torch.zeros(())
    for sentences, labels in batches:
        scores.append(model(sentences))
        loss = loss + binary_cross_entropy_with_logits(
            scores[-1], torch.as_tensor(labels), reduction="sum"
        )
    slopes = torch.autograd.grad(loss, own)
    arrays = [slope.numpy(force=True) for slope in slopes]
    found = torch.cat(scores).numpy(force=True)
    return Answer(found, dict(zip(names, arrays, strict=True)))
