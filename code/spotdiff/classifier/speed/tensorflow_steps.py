"""A TensorFlow training step in every mode; compiled is all of it, update included."""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras
import tensorflow as tf
from keras.losses import SparseCategoricalCrossentropy

from spotdiff.classifier.blocks.tensorflow_side import classifier
from spotdiff.classifier.carrying.tensorflow_side import put
from spotdiff.classifier.problem import Array, Labels, Network, Weights
from spotdiff.classifier.speed.problem import MOMENTUM, RATE

# One trace for all batch sizes, not one a size. XLA compiles each anew.
BATCH = tf.TensorSpec((None, 28, 28, 1)), tf.TensorSpec((None,), tf.int64)
function = partial(tf.function, input_signature=BATCH)
MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda step: step,
    "function": function,
    "XLA": partial(function, jit_compile=True),
}


def place(images: Array, labels: Labels) -> tuple[Any, Any]:
    """Place a batch of images, (n, 28, 28), where it is needed."""
    return tf.constant(images[..., None]), tf.constant(labels)


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
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if mixed else policy)
    model = classifier(network)
    keras.config.set_dtype_policy(policy)
    put(model, weights)
    learnt = model.trainable_variables
    optimizer = keras.optimizers.SGD(RATE, MOMENTUM)
    optimizer.build(learnt)
    entropy = SparseCategoricalCrossentropy(from_logits=True)

    @MODES[mode]
    def step(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = entropy(y, model(x, training=dropout))
        slopes = tape.gradient(loss, learnt)
        optimizer.apply(slopes, learnt)
        return loss

    return model, step
