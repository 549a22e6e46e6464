"""The dearest operations of a step, alone: what no way of arranging it can spare."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
import torch
import torch.nn.functional as F

from spotdiff.classifier.speed.problem import Convolution


def torch_convolution(given: Convolution) -> Callable[[], Any]:
    """Prepare one of PyTorch's convolutions, forward and back.

    Returns:
        A call that gives its output, and the slopes by its kernel and, for an
        inner one, by its maps.
    """
    maps, kernel, slope = (
        torch.as_tensor(array).to(memory_format=torch.channels_last)
        for array in (given.maps, given.kernel, given.slope)
    )
    wanted = [kernel, maps] if given.inner else [kernel]
    for each in wanted:
        each.requires_grad_()

    def run() -> Any:
        out = F.conv2d(maps, kernel, padding=given.padding)
        return out, torch.autograd.grad(out, wanted, slope)

    return run


def tensorflow_convolution(given: Convolution) -> Callable[[], Any]:
    """Prepare one of TensorFlow's convolutions as a graph, forward and back.

    Returns:
        A call that gives its output, and the slopes by its kernel and, for an
        inner one, by its maps; in TensorFlow's layout.
    """
    maps, slope = (
        tf.constant(array.transpose(0, 2, 3, 1)) for array in (given.maps, given.slope)
    )
    kernel = tf.constant(given.kernel.transpose(2, 3, 1, 0))
    wanted = [kernel, maps] if given.inner else [kernel]
    edges = "SAME" if given.padding else "VALID"

    def run() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(wanted)
            out = tf.nn.conv2d(maps, kernel, 1, edges)
        # The output too: a graph leaves out what nobody asks for.
        return out, tape.gradient(out, wanted, slope)

    graph: Callable[[], Any] = tf.function(run)
    return graph


def torch_product(edge: int) -> Callable[[], Any]:
    """Prepare PyTorch's product of two square matrices of ones."""
    matrix = torch.ones(edge, edge)
    return lambda: matrix @ matrix


def tensorflow_product(edge: int) -> Callable[[], Any]:
    """Prepare TensorFlow's product of two square matrices of ones."""
    matrix = tf.ones([edge, edge])
    return lambda: matrix @ matrix


CONVOLUTIONS = {"PyTorch": torch_convolution, "TensorFlow": tensorflow_convolution}
PRODUCTS = {"PyTorch": torch_product, "TensorFlow": tensorflow_product}
