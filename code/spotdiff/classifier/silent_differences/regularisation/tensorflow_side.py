"""Decay, clipping and schedules."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def penalty(weight: Tensor, cured: bool) -> Any:
    """Let a weight decay by 0.1, at a learning rate of 1.

    An optimiser's decay is a share of the weight. A penalty is part of
    the loss and is differentiated, and the slope of w**2 is 2 w: a
    penalty of 0.1 takes away 0.2 of the weight.

    Args:
        weight: (1,).
        cured: Whether both sides shall give the same.

    Returns:
        The weight after one step, (1,).
    """
    with tf.GradientTape() as tape:
        tape.watch(weight)
        loss = keras.regularizers.L2(0.05 if cured else 0.1)(weight)
    return weight - tape.gradient(loss, weight)


def clipping(slopes: Tensor, cured: bool) -> Any:
    """Clip slopes to a norm of 1.

    The norm may be that of all slopes together, which keeps their
    direction, or that of each weight's slope, which does not. Here the
    learning rate is 1 and weights start at 0, so a step is a slope.

    Args:
        slopes: (2,), one each of two weights.
        cured: Whether both sides shall give the same.

    Returns:
        The clipped slopes, (2,).
    """
    weights = [tf.Variable(0.0), tf.Variable(0.0)]
    one = {"global_clipnorm": 1.0} if cured else {"clipnorm": 1.0}
    keras.optimizers.SGD(1.0, **one).apply(tf.unstack(slopes), weights)
    return -tf.stack(weights)


def schedule(batches: int, cured: bool) -> Any:
    """Halve the learning rate of 0.1, and look after an epoch.

    A schedule counts in steps of its own. One may be stepped by hand,
    once an epoch by custom; another counts the batches it has seen, and
    is told after how many of them the rate is to be halved.

    Args:
        batches: In an epoch.
        cured: Whether both sides shall give the same.

    Returns:
        The learning rate.
    """
    schedule = keras.optimizers.schedules.ExponentialDecay
    rate = schedule(0.1, batches if cured else 1, 0.5)
    return rate(batches)
