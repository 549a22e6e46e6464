"""A trained network taken from PyTorch to Keras, with one mistake at a time."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf
import torch
from matplotlib.figure import Figure
from torch import nn

from spotdiff.classifier.carrying.torch_side import put, take
from spotdiff.classifier.layout import to_tensorflow
from spotdiff.classifier.problem import (
    CLASSES,
    SMALL,
    Array,
    Labels,
    Weights,
    batches,
    initial_weights,
    standardise,
)
from spotdiff.classifier.sequential import tensorflow_side, torch_side
from spotdiff.data import Digits
from spotdiff.figures import Columns, Picture, Theme, draw

# Enough to show what a port is worth, and a matter of seconds with any data.
MOST_TRAINED, MOST_TESTED = 1437, 1000
BATCH, EPOCHS, RATE = 32, 4, 2e-3

AS_TRAINED = "PyTorch, as trained"
FORGOTTEN = "PyTorch, eval() forgotten"
WITH_CARE = "Keras, every axis in its place"
FLATTENED = "Keras, flattened in PyTorch's order"
SWAPPED = "Keras, kernels' height for width"


def trained(digits: Digits, epochs: int = EPOCHS, seed: int = 0) -> nn.Sequential:
    """Train the small network in PyTorch.

    Args:
        digits: Of which the first are used.
        epochs: How often they are seen.
        seed: Of the first weights, the order and the dropout.

    Returns:
        The network, still in training mode.
    """
    torch.manual_seed(seed)
    model = torch_side.classifier()
    put(model, initial_weights(SMALL, seed))
    images = torch.as_tensor(standardise(digits.train_images[:MOST_TRAINED])[:, None])
    labels = torch.as_tensor(digits.train_labels[:MOST_TRAINED])
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for batch in batches(len(images), BATCH, epochs, seed):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
    return model


def other_order(weights: Weights) -> Weights:
    """Carry weights over, but leave out the order of flattening."""
    return to_tensorflow(weights) | {"fc1.weight": weights["fc1.weight"].T}


def other_axes(weights: Weights) -> Weights:
    """Carry weights over, but mistake a kernel's height for its width."""
    carried = to_tensorflow(weights)
    kernels = {name: carried[name] for name in ("conv1.weight", "conv2.weight")}
    return carried | {name: k.transpose(1, 0, 2, 3) for name, k in kernels.items()}


PORTS: dict[str, Callable[[Weights], Weights]] = {
    WITH_CARE: to_tensorflow,
    FLATTENED: other_order,
    SWAPPED: other_axes,
}


def in_torch(model: nn.Sequential, images: Array) -> Labels:
    """Read images, (n, 28, 28), with a network in PyTorch, as it stands."""
    with torch.no_grad():
        scores = model(torch.as_tensor(images[:, None]))
    return np.asarray(scores.argmax(1).cpu())


def in_keras(weights: Weights, images: Array) -> Labels:
    """Read images, (n, 28, 28), with a network in Keras of given weights."""
    model = tensorflow_side.classifier()
    model.set_weights(list(weights.values()))
    return np.asarray(tf.argmax(model(images[..., None]), axis=1))


def accuracies(model: nn.Sequential, digits: Digits) -> dict[str, float]:
    """Test a network where it was trained and where it was taken.

    Args:
        model: As `trained` returns it; it is left in inference mode.
        digits: Of which the first test images are read.

    Returns:
        The share read right, by what was done.
    """
    truth = digits.test_labels[:MOST_TESTED]
    images = standardise(digits.test_images[:MOST_TESTED])
    weights = take(model, SMALL.shapes)
    read = {FORGOTTEN: in_torch(model.train(), images)}
    read = {AS_TRAINED: in_torch(model.eval(), images)} | read
    for name, port in PORTS.items():
        read[name] = in_keras(port(weights), images)
    return {name: float(np.mean(labels == truth)) for name, labels in read.items()}


def picture(shares: dict[str, float]) -> Picture:
    """Draw what `accuracies` returns, one bar each."""
    told = "; ".join(f"{name}: {share:.0%}" for name, share in shares.items())
    return draw(
        paint,
        {"what was done": list(shares), "read right": list(shares.values())},
        name="ported",
        alt=f"Bars, one for each way to run the network. {told}.",
        caption="One set of weights, five ways to run it: digits read right.",
        size=(7.6, 2.6),
    )


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw the bars from the first, on top, to the last."""
    axes = figure.subplots()
    names, shares = data["what was done"], data["read right"]
    own = {"PyTorch": theme.pytorch, "Keras": theme.tensorflow}
    colours = [own[name.split(",")[0]] for name in names]
    bars = axes.barh(names, shares, color=colours, height=0.6)
    axes.bar_label(bars, [f"{share:.0%}" for share in shares], padding=4)
    axes.axvline(1 / CLASSES, color=theme.quiet, linewidth=1, linestyle=":")
    axes.set(xlim=(0, 1.1), xticks=[])
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
