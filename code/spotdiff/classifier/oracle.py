"""Training the classifier in NumPy, every slope written out."""

from collections.abc import Iterable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from spotdiff.classifier.problem import Array, Batch, Weights

KERNEL = 5


def windows(values: Array) -> Array:
    """Cut every 5 x 5 window: (n, c, h, w) to (n, c, h - 4, w - 4, 5, 5)."""
    return sliding_window_view(values, (KERNEL, KERNEL), axis=(2, 3))


def convolve(values: Array, kernel: Array, bias: Array) -> Array:
    """Slide kernels, (out, in, 5, 5), over feature maps, (n, in, h, w)."""
    slid = np.einsum("nchwij,ocij->nohw", windows(values), kernel, optimize=True)
    return slid + bias[:, None, None]


def convolve_back(values: Array, kernel: Array, slope: Array) -> tuple[Array, ...]:
    """Return the slopes of a convolution by its input, kernel and bias."""
    by_kernel = np.einsum("nchwij,nohw->ocij", windows(values), slope, optimize=True)
    frame = KERNEL - 1
    padded = np.pad(slope, ((0, 0), (0, 0), (frame, frame), (frame, frame)))
    turned = kernel[:, :, ::-1, ::-1]
    by_input = np.einsum("nohwij,ocij->nchw", windows(padded), turned, optimize=True)
    return by_input, by_kernel, slope.sum((0, 2, 3))


def halve(values: Array) -> tuple[Array, Array]:
    """Keep the largest of each 2 x 2 block, and where it was, one-hot."""
    n, c, h, w = values.shape
    blocks = values.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    flat = blocks.reshape(n, c, h // 2, w // 2, 4)
    first = np.eye(4, dtype=values.dtype)[flat.argmax(-1)]
    return flat.max(-1), first


def halve_back(slope: Array, first: Array) -> Array:
    """Send each block's slope to where its largest value was."""
    n, c, h, w = slope.shape
    spread = (slope[..., None] * first).reshape(n, c, h, w, 2, 2)
    return spread.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def forward(w: Weights, batch: Batch) -> tuple[Array, dict[str, Array]]:
    """Score a batch; return the scores, (n, 10), and what the way back needs."""
    kept = {"images": batch.images[:, None]}
    x, kept["first1"] = halve(
        convolve(kept["images"], w["conv1.weight"], w["conv1.bias"])
    )
    kept["block1"] = np.maximum(x, 0)
    x = convolve(kept["block1"], w["conv2.weight"], w["conv2.bias"])
    x, kept["first2"] = halve(x * batch.channels[:, :, None, None])
    kept["block2"] = np.maximum(x, 0)
    flat = kept["block2"].reshape(len(x), -1)
    kept["hidden"] = np.maximum(flat @ w["fc1.weight"].T + w["fc1.bias"], 0)
    units = kept["hidden"] * batch.units
    return units @ w["fc2.weight"].T + w["fc2.bias"], kept


def slopes(w: Weights, batch: Batch) -> tuple[float, Weights]:
    """Return the mean cross-entropy of a batch and its slope by every weight."""
    scores, kept = forward(w, batch)
    shifted = scores - scores.max(1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    truth = np.eye(scores.shape[1])[batch.labels]
    by_score = (np.exp(logs) - truth) / len(truth)
    by_unit = (by_score @ w["fc2.weight"]) * batch.units * (kept["hidden"] > 0)
    by_block2 = (by_unit @ w["fc1.weight"]).reshape(kept["block2"].shape)
    by_block2 = by_block2 * (kept["block2"] > 0)
    by_conv2 = halve_back(by_block2, kept["first2"]) * batch.channels[:, :, None, None]
    by_block1, kernel2, bias2 = convolve_back(
        kept["block1"], w["conv2.weight"], by_conv2
    )
    by_conv1 = halve_back(by_block1 * (kept["block1"] > 0), kept["first1"])
    _, kernel1, bias1 = convolve_back(kept["images"], w["conv1.weight"], by_conv1)
    flat = kept["block2"].reshape(len(truth), -1)
    convolutions = (kernel1, bias1, kernel2, bias2)
    dense1 = (by_unit.T @ flat, by_unit.sum(0))
    dense2 = (by_score.T @ (kept["hidden"] * batch.units), by_score.sum(0))
    found = (*convolutions, *dense1, *dense2)
    return float(-(logs * truth).sum(1).mean()), dict(zip(w, found, strict=True))


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
        loss, slope = slopes(w, batch)
        for name in w:
            speed[name] = momentum * speed[name] + slope[name]
            w[name] = w[name] - rate * speed[name]
        losses.append(loss)
    return np.array(losses), w
