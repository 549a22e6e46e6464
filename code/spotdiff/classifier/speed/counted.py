"""What a step consists of: its operations, and the share of its last part."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
import torch

from spotdiff.classifier.dispatched import dispatched
from spotdiff.classifier.problem import Network, initial_weights
from spotdiff.classifier.speed import problem, tensorflow_steps, torch_steps

# Nodes that hold or hand on a value, and compute nothing.
BOOKKEEPING = {"Const", "Identity", "NoOp", "Placeholder"}


def torch_operations(network: Network, mode: str = "eager") -> int:
    """Count what PyTorch dispatches in one uncompiled step after the first."""
    _, step = torch_steps.prepare(mode, network, initial_weights(network))
    batch = torch_steps.place(*problem.batch(2))
    step(*batch)  # makes the momentum
    return len(dispatched(lambda: step(*batch)))


def tensorflow_operations(network: Network) -> int:
    """Count the nodes that compute in the graph of one step."""
    _, step = tensorflow_steps.prepare("function", network, initial_weights(network))
    graph = step.get_concrete_function().graph  # type: ignore[attr-defined]
    return sum(1 for node in graph.get_operations() if node.type not in BOOKKEEPING)


def torch_update(network: Network) -> Callable[[], Any]:
    """Prepare PyTorch's update of every weight, and nothing else."""
    weights = initial_weights(network).values()
    learnt = [torch.nn.Parameter(torch.as_tensor(array)) for array in weights]
    for each in learnt:
        each.grad = torch.zeros_like(each)
    made = torch.optim.SGD(learnt, problem.RATE, problem.MOMENTUM, fused=True)
    return lambda: made.step()


def tensorflow_update(network: Network) -> Callable[[], Any]:
    """Prepare TensorFlow's update of every weight as a graph, and nothing else."""
    learnt = [keras.Variable(array) for array in initial_weights(network).values()]
    slopes = [tf.zeros(each.shape) for each in learnt]
    made = keras.optimizers.SGD(problem.RATE, problem.MOMENTUM)
    made.build(learnt)
    update: Callable[[], Any] = tf.function(lambda: made.apply(slopes, learnt))
    return update


UPDATES = {"PyTorch": torch_update, "TensorFlow": tensorflow_update}
