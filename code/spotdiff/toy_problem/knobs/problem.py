"""Knobs of one name and two meanings: the rules of both sides, in NumPy.

Each rule is written from the source of the framework (torch/optim, keras/src/
optimizers, tensorflow/python/training), takes the settings by that framework's
names, with its defaults, and walks from position 1.0 down given gradients.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from spotdiff.toy_problem.problem import Array

Numbers = Sequence[float]
Rule = Callable[..., Array]


def single(number: float) -> float:
    """Round to float32, as Keras keeps rates, momenta and the betas' powers."""
    return float(np.float32(number))


def _walk(moves: Numbers) -> Array:
    return np.cumsum([1.0, *moves])


def torch_sgd(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    lr: float = 1e-3,
    momentum: float = 0.0,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> Array:
    """Buffer gradients; the rate multiplies the buffer. Decay joins the gradient."""
    position, buffer, positions = 1.0, 0.0, [1.0]
    for step, gradient in enumerate(gradients):
        rate = rates[step] if rates else lr
        slope = gradient + weight_decay * position
        # The first gradient fills the buffer undampened.
        buffer = momentum * buffer + (1 - dampening if step else 1) * slope
        position -= rate * (slope + momentum * buffer if nesterov else buffer)
        positions.append(position)
    return np.array(positions)


def keras_sgd(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    learning_rate: float = 0.01,
    momentum: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> Array:
    """Buffer steps, each with the rate of its day. Decay is a step of its own."""
    position, buffer, positions = 1.0, 0.0, [1.0]
    momentum, weight_decay = single(momentum), single(weight_decay)
    for step, gradient in enumerate(gradients):
        rate = single(rates[step] if rates else learning_rate)
        position -= rate * weight_decay * position
        buffer = momentum * buffer - rate * gradient
        position += momentum * buffer - rate * gradient if nesterov else buffer
        positions.append(position)
    return np.array(positions)


def torch_rmsprop(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    lr: float = 0.01,
    alpha: float = 0.99,
    eps: float = 1e-8,
    momentum: float = 0.0,
) -> Array:
    """Add epsilon to the root; buffer scaled gradients, not steps."""
    square, buffer, moves = 0.0, 0.0, []
    for step, gradient in enumerate(gradients):
        square = alpha * square + (1 - alpha) * gradient**2
        buffer = momentum * buffer + gradient / (np.sqrt(square) + eps)
        moves.append(-(rates[step] if rates else lr) * buffer)
    return _walk(moves)


def keras_rmsprop(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    learning_rate: float = 0.001,
    rho: float = 0.9,
    epsilon: float = 1e-7,
    momentum: float = 0.0,
    square: float = 0.0,
) -> Array:
    """Add epsilon under the root; buffer steps, each with the rate of its day."""
    buffer, moves = 0.0, []
    for step, gradient in enumerate(gradients):
        rate = single(rates[step] if rates else learning_rate)
        square = rho * square + (1 - rho) * gradient**2
        buffer = momentum * buffer + rate * gradient / np.sqrt(square + epsilon)
        moves.append(-buffer)
    return _walk(moves)


def torch_adam(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> Array:
    """Add epsilon to the corrected root. Decay joins the gradient."""
    position, mean, square, positions = 1.0, 0.0, 0.0, [1.0]
    for step, gradient in enumerate(gradients):
        rate = rates[step] if rates else lr
        position *= 1 - rate * weight_decay if decoupled else 1
        slope = gradient + (0 if decoupled else weight_decay * position)
        mean = betas[0] * mean + (1 - betas[0]) * slope
        square = betas[1] * square + (1 - betas[1]) * slope**2
        corrected = mean / (1 - betas[0] ** (step + 1))
        root = np.sqrt(square / (1 - betas[1] ** (step + 1)))
        position -= rate * corrected / (root + eps)
        positions.append(position)
    return np.array(positions)


def torch_adamw(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    weight_decay: float = 0.01,
    **settings: Any,
) -> Array:
    """Walk as `torch_adam`, the decay being a step of its own."""
    return torch_adam(
        gradients, rates, weight_decay=weight_decay, decoupled=True, **settings
    )


def keras_adam(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
    weight_decay: float = 0.0,
) -> Array:
    """Add epsilon to the root before it is corrected. Decay is its own step."""
    position, mean, square, positions = 1.0, 0.0, 0.0, [1.0]
    for step, gradient in enumerate(gradients):
        rate = single(rates[step] if rates else learning_rate)
        position -= rate * single(weight_decay) * position
        mean += (1 - beta_1) * (gradient - mean)
        square += (1 - beta_2) * (gradient**2 - square)
        correction = np.sqrt(1 - single(beta_2) ** (step + 1))
        correction /= 1 - single(beta_1) ** (step + 1)
        position -= rate * correction * mean / (np.sqrt(square) + epsilon)
        positions.append(position)
    return np.array(positions)


def keras_adamw(
    gradients: Numbers,
    rates: Numbers | None = None,
    *,
    weight_decay: float = 0.004,
    **settings: Any,
) -> Array:
    """Walk as `keras_adam`: only the default of the decay is another."""
    return keras_adam(gradients, rates, weight_decay=weight_decay, **settings)


def graph_momentum(
    gradients: Numbers,
    rates: Numbers,
    *,
    momentum: float,
    use_nesterov: bool = False,
) -> Array:
    """Buffer gradients, as `torch_sgd` does."""
    return torch_sgd(gradients, rates, momentum=single(momentum), nesterov=use_nesterov)


def graph_rmsprop(
    gradients: Numbers,
    rates: Numbers,
    *,
    decay: float = 0.9,
    momentum: float = 0.0,
    epsilon: float = 1e-10,
) -> Array:
    """Walk as `keras_rmsprop`, the mean square starting at one, not at zero."""
    return keras_rmsprop(
        gradients, rates, rho=decay, momentum=momentum, epsilon=epsilon, square=1.0
    )


def graph_adam(gradients: Numbers, rates: Numbers, *, epsilon: float = 1e-8) -> Array:
    """Walk as `keras_adam`, with PyTorch's default epsilon."""
    return keras_adam(gradients, rates, epsilon=epsilon)


RULES: dict[str, dict[str, Rule]] = {
    "PyTorch": {
        "SGD": torch_sgd,
        "RMSProp": torch_rmsprop,
        "Adam": torch_adam,
        "AdamW": torch_adamw,
    },
    "TensorFlow": {
        "SGD": keras_sgd,
        "RMSProp": keras_rmsprop,
        "Adam": keras_adam,
        "AdamW": keras_adamw,
    },
    "TensorFlow 1": {
        "momentum": graph_momentum,
        "RMSProp": graph_rmsprop,
        "Adam": graph_adam,
    },
}
