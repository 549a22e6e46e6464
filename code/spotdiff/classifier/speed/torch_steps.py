"""A PyTorch training step in every mode; compiled is the loss, and so its slope."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F

from spotdiff.classifier.blocks.torch_side import classifier
from spotdiff.classifier.carrying.torch_side import put
from spotdiff.classifier.problem import Array, Labels, Network, Weights
from spotdiff.classifier.speed.problem import MOMENTUM, RATE

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda loss_of: loss_of,
    "channels last": lambda loss_of: loss_of,
    "compiled": partial(torch.compile, fullgraph=True),
}


def place(images: Array, labels: Labels) -> tuple[Any, Any]:
    """Place a batch of images, (n, 28, 28), where it is needed."""
    x, y = torch.as_tensor(images[:, None]), torch.as_tensor(labels)
    if len(images) > 1:  # one compilation for all, not one a size
        torch._dynamo.mark_dynamic(x, 0)
        torch._dynamo.mark_dynamic(y, 0)
    return x, y


def prepare(
    mode: str,
    network: Network,
    weights: Weights,
    mixed: bool = False,
    dropout: bool = True,
) -> tuple[Any, Callable[[Any, Any], Any]]:
    """Prepare a network and its step.

    Args:
        mode: A key of `MODES`.
        network: What to build.
        weights: What it starts from.
        mixed: Whether bfloat16 is used where it is safe.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The network; and a function of a placed batch that learns from
        it and gives the loss.
    """
    model: Any = classifier(network).train(dropout)
    if mode != "eager":  # as TensorFlow has it from the start
        model.to(memory_format=torch.channels_last)
    put(model, weights)
    learnt = list(model.parameters())
    optimizer = torch.optim.SGD(learnt, RATE, MOMENTUM, fused=True)

    @MODES[mode]
    def loss_of(x: Any, y: Any) -> Any:
        return F.cross_entropy(model(x), y)

    def step(x: Any, y: Any) -> Any:
        with torch.autocast(x.device.type, torch.bfloat16, mixed):
            loss = loss_of(x, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return model, step
