"""What is hung up: one thing of every kind, of the toy problem and the classifier.

All of it is NumPy, so that both frameworks are given the same, to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spotdiff import data
from spotdiff.classifier import oracle
from spotdiff.classifier.problem import Array, Labels, Weights, gather, standardise
from spotdiff.toy_problem.problem import Path

# How many digits are embedded, and the one that is looked for.
EMBEDDED, WANTED = 300, 8
SAMPLE_RATE, SECONDS, PITCH = 8000, 2.0, 110.0
GRID = 25


@dataclass(frozen=True)
class Gallery:
    """One thing of every kind.

    Attributes:
        losses: Of the descent on phi, one a step.
        weights: Of the classifier, by their names, one dictionary an epoch.
        images: Digits, (n, 28, 28, 1), 0 to 255.
        sound: (n, 1), between -1 and 1, `SAMPLE_RATE` numbers a second.
        hidden: What the classifier made of the digits to be embedded, (n, 50).
        thumbnails: The same digits, (n, 28, 28, 1), 0 to 1.
        labels: What they are, (n,).
        scores: How sure the classifier is that each is the wanted one, 0 to 1.
        text: A table in Markdown.
        settings: Of several runs, each a setting and what it came to.
        vertices: Of a surface, (v, 3).
        faces: Its triangles, by the numbers of their corners, (f, 3).
        colours: Of its vertices, (v, 3), 0 to 255.
    """

    losses: Array
    weights: Sequence[Weights]
    images: NDArray[np.uint8]
    sound: Array
    hidden: Array
    thumbnails: Array
    labels: Labels
    scores: Array
    text: str
    settings: Sequence[tuple[dict[str, float], dict[str, float]]]
    vertices: Array
    faces: NDArray[np.int32]
    colours: NDArray[np.uint8]


def fill(
    path: Path,
    weights: Sequence[Weights],
    settings: Sequence[tuple[dict[str, float], dict[str, float]]],
) -> Gallery:
    """Hang up what a descent and a training left.

    Args:
        path: Of the descent on phi.
        weights: Of the classifier, after each epoch; the last are asked.
        settings: Of several runs, each a setting and what it came to.
    """
    digits = data.load()
    ink, labels = digits.test_images[:EMBEDDED], digits.test_labels[:EMBEDDED]
    seen = gather(standardise(ink), labels)
    scores, kept = oracle.forward(weights[-1], seen)
    shares = np.exp(oracle.log_shares(scores))
    surest_last = np.argsort(shares[np.arange(len(labels)), labels])
    doubtful = ink[surest_last[:10], ..., None]
    return Gallery(
        path.loss.astype(np.float32),
        weights,
        np.rint(255 * doubtful).astype(np.uint8),
        glide(path.phi),
        kept["hidden"].astype(np.float32),
        ink[..., None],
        labels,
        shares[:, WANTED].astype(np.float32),
        "| momentum | last loss |\n| --- | --- |\n"
        + "\n".join(
            f"| {known['momentum']} | {came['last loss']:.4f} |"
            for known, came in settings
        ),
        settings,
        *surface(),
    )


def glide(phi: Array) -> Array:
    """Sound an exponent as a pitch: `PITCH` times phi hertz, an octave from 4 to 2.

    Args:
        phi: The exponent at each step, (steps,); spread evenly over the time.

    Returns:
        The tone, (n, 1) float32.
    """
    times = np.linspace(0, len(phi) - 1, int(SECONDS * SAMPLE_RATE))
    pitch = PITCH * np.interp(times, np.arange(len(phi)), phi)
    wave = 0.5 * np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE)
    return wave[:, None].astype(np.float32)


def surface() -> tuple[Array, NDArray[np.int32], NDArray[np.uint8]]:
    """Lay out x to the phi above x from 0 to 1 and phi from 0 to 4.

    Returns:
        Vertices (v, 3), triangles (f, 3), and colours (v, 3) from blue, where the
        value is low, to vermilion.
    """
    across, along = np.meshgrid(*2 * [np.linspace(0, 1, GRID)])
    height = across ** (4 * along)
    flat = np.stack([2 * across - 1, height - 0.5, 2 * along - 1], -1).reshape(-1, 3)
    number = np.arange(GRID**2).reshape(GRID, GRID)
    near, right = number[:-1, :-1], number[:-1, 1:]
    far, corner = number[1:, :-1], number[1:, 1:]
    halves = ([near, far, right], [right, far, corner])
    faces = np.concatenate([np.stack(h, -1).reshape(-1, 3) for h in halves])
    low, high = np.array([11, 96, 153]), np.array([255, 110, 40])
    colours = low + height.reshape(-1, 1) * (high - low)
    return flat.astype(np.float32), faces.astype(np.int32), colours.astype(np.uint8)


def sprite(thumbnails: Array) -> NDArray[Any]:
    """Lay small pictures beside and below each other, as the projector wants them.

    Args:
        thumbnails: (n, h, w, 1), 0 to 1.

    Returns:
        A square of squares, (s * h, s * w, 1) uint8, the last ones black.
    """
    side = int(np.ceil(np.sqrt(len(thumbnails))))
    n, h, w, _ = thumbnails.shape
    tiles = np.zeros((side**2, h, w), np.uint8)
    tiles[:n] = np.rint(255 * thumbnails[..., 0])
    laid = tiles.reshape(side, side, h, w).transpose(0, 2, 1, 3)
    return laid.reshape(side * h, side * w, 1)
