"""The classifier in NumPy, every slope written out: what every level must match."""

from collections.abc import Iterable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from spotdiff.classifier.problem import (
    SMALL,
    Array,
    Batch,
    Labels,
    Network,
    Weights,
    gather,
)

KERNEL = 5


def windows(values: Array) -> Array:
    """Cut every 5 x 5 window: (n, c, h, w) to (n, c, h - 4, w - 4, 5, 5)."""
    return sliding_window_view(values, (KERNEL, KERNEL), axis=(2, 3))


def frame(values: Array, width: int) -> Array:
    """Lay zeros around every feature map."""
    return np.pad(values, ((0, 0), (0, 0), (width, width), (width, width)))


def convolve(values: Array, kernel: Array, bias: Array) -> Array:
    """Slide kernels, (out, in, 5, 5), over feature maps, (n, in, h, w)."""
    slid: Array = np.einsum("nchwij,ocij->nohw", windows(values), kernel, optimize=True)
    return slid + bias[:, None, None]


def convolve_back(values: Array, kernel: Array, slope: Array) -> tuple[Array, ...]:
    """Return the slopes of a convolution by its input, kernel and bias."""
    by_kernel = np.einsum("nchwij,nohw->ocij", windows(values), slope, optimize=True)
    around = windows(frame(slope, KERNEL - 1))
    turned = kernel[:, :, ::-1, ::-1]
    by_input = np.einsum("nohwij,ocij->nchw", around, turned, optimize=True)
    return by_input, by_kernel, slope.sum((0, 2, 3))


def halve(values: Array) -> tuple[Array, Array]:
    """Keep the largest of each 2 x 2 block, and where it was, one-hot."""
    n, c, h, w = values.shape
    blocks = values.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    flat = blocks.reshape(n, c, h // 2, w // 2, 4)
    return flat.max(-1), np.eye(4, dtype=values.dtype)[flat.argmax(-1)]


def halve_back(slope: Array, first: Array) -> Array:
    """Send each block's slope to where its largest value was."""
    n, c, h, w = slope.shape
    spread = (slope[..., None] * first).reshape(n, c, h, w, 2, 2)
    return spread.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def forward(
    w: Weights, batch: Batch, padding: int = 0
) -> tuple[Array, dict[str, Array]]:
    """Score a batch.

    Args:
        w: By PyTorch's names, in its layout.
        batch: Images and masks.
        padding: Zeros around every image before a convolution.

    Returns:
        The scores, (n, 10), and what the way back needs.
    """
    kept = {"images": frame(batch.images[:, None], padding)}
    x = convolve(kept["images"], w["conv1.weight"], w["conv1.bias"])
    x, kept["first1"] = halve(x)
    kept["block1"] = frame(np.maximum(x, 0), padding)
    x = convolve(kept["block1"], w["conv2.weight"], w["conv2.bias"])
    x, kept["first2"] = halve(x * batch.channels[:, :, None, None])
    kept["block2"] = np.maximum(x, 0)
    flat = kept["block2"].reshape(len(x), -1)
    kept["hidden"] = np.maximum(flat @ w["fc1.weight"].T + w["fc1.bias"], 0)
    units = kept["hidden"] * batch.units
    return units @ w["fc2.weight"].T + w["fc2.bias"], kept


def logits(weights: Weights, images: Array, network: Network = SMALL) -> Array:
    """Score images, (n, 28, 28), without dropout: (n, 10)."""
    batch = gather(images, np.zeros(len(images), np.int64), network)
    return forward(weights, batch, network.padding)[0]


def log_shares(scores: Array) -> Array:
    """Return the logarithm of softmax, (n, 10)."""
    shifted = scores - scores.max(1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return logs


def loss(scores: Array, labels: Labels) -> float:
    """Return the mean cross-entropy of scores, (n, 10), given labels, (n,)."""
    return float(-log_shares(scores)[np.arange(len(labels)), labels].mean())


def slopes(w: Weights, batch: Batch) -> tuple[float, Weights]:
    """Return the loss of a batch and its slope by every weight, without padding."""
    scores, kept = forward(w, batch)
    truth = np.eye(scores.shape[1], dtype=scores.dtype)[batch.labels]
    by_score = (np.exp(log_shares(scores)) - truth) / len(truth)
    by_unit = (by_score @ w["fc2.weight"]) * batch.units * (kept["hidden"] > 0)
    by_block2 = (by_unit @ w["fc1.weight"]).reshape(kept["block2"].shape)
    by_conv2 = halve_back(by_block2 * (kept["block2"] > 0), kept["first2"])
    by_conv2 = by_conv2 * batch.channels[:, :, None, None]
    by_block1, *conv2 = convolve_back(kept["block1"], w["conv2.weight"], by_conv2)
    by_conv1 = halve_back(by_block1 * (kept["block1"] > 0), kept["first1"])
    _, *conv1 = convolve_back(kept["images"], w["conv1.weight"], by_conv1)
    flat = kept["block2"].reshape(len(truth), -1)
    fc1 = (by_unit.T @ flat, by_unit.sum(0))
    fc2 = (by_score.T @ (kept["hidden"] * batch.units), by_score.sum(0))
    found = (*conv1, *conv2, *fc1, *fc2)
    return loss(scores, batch.labels), dict(zip(w, found, strict=True))


def train(
    weights: Weights, batches: Iterable[Batch], rate: float, momentum: float
) -> tuple[Array, Weights]:
    """Train the small network from given weights, in their dtype.

    Args:
        weights: As `problem.initial_weights` gives them.
        batches: What each step sees.
        rate: Learning rate.
        momentum: Share of the last change that is kept.

    Returns:
        The loss of each step, (steps,), and the weights after the last.
    """
    w, losses = dict(weights), []
    speed = {name: np.zeros_like(value) for name, value in w.items()}
    for batch in batches:
        before, slope = slopes(w, batch)
        for name in w:
            speed[name] = momentum * speed[name] + slope[name]
            w[name] = w[name] - rate * speed[name]
        losses.append(before)
    return np.array(losses), w
