"""The same weights as each framework wants them."""

import numpy as np

from spotdiff.graphs.sentences.problem import Array, Weights


def to_keras(weights: Weights) -> list[Array]:
    """Return the weights as Keras's layers hold them: inputs first."""
    return [
        array.T if name.startswith(("recur.weight", "score.weight")) else array
        for name, array in weights.items()
    ]


def from_keras(arrays: list[Array], names: list[str]) -> Weights:
    """Return what Keras's layers hold in PyTorch's layout."""
    # Turning round twice is turning back.
    return dict(
        zip(names, to_keras(dict(zip(names, arrays, strict=True))), strict=True)
    )


def swap_gates(array: Array) -> Array:
    """Swap forget and new: PyTorch and Keras have i f g o, TensorFlow 1 i g f o."""
    i, f, g, o = np.split(array, 4, axis=-1)
    return np.concatenate([i, g, f, o], axis=-1)


def to_cell(weights: Weights) -> list[Array]:
    """Return the weights as a cell of TensorFlow 1 holds them: one kernel."""
    embed, given, kept, bias, score, score_bias = to_keras(weights)
    kernel = swap_gates(np.concatenate([given, kept]))
    return [embed, kernel, swap_gates(bias), score, score_bias]


def from_cell(arrays: list[Array], names: list[str]) -> Weights:
    """Return what a cell of TensorFlow 1 holds in PyTorch's layout."""
    embed, kernel, bias, score, score_bias = arrays
    given, kept = np.split(swap_gates(kernel), [embed.shape[1]])
    return from_keras([embed, given, kept, swap_gates(bias), score, score_bias], names)
