"""The flaw, hunted with what TensorFlow and Keras have for it."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import keras
import tensorflow as tf

from spotdiff.debugging.nan_hunt import tensorflow_side
from spotdiff.debugging.nan_hunt.found import Found, names_line
from spotdiff.debugging.nan_hunt.problem import EPSILON, RATE, Known, initial_weights

MOST_STEPS = 10


def is_news(record: logging.LogRecord) -> bool:
    """Pass on all that TensorFlow logs but that its check goes on or off."""
    return "check-numerics callback" not in record.getMessage()


@contextmanager
def checking() -> Iterator[None]:
    """Turn TensorFlow's check on, and off again."""
    logger = tf.get_logger()
    logger.addFilter(is_news)
    tf.debugging.enable_check_numerics()
    try:
        yield
    finally:
        tf.debugging.disable_check_numerics()
        logger.removeFilter(is_news)


def check_numerics(known: Known, steps_before: int = 0) -> Found:
    """Train until `enable_check_numerics` stops the training.

    Args:
        known: The digits.
        steps_before: After how many steps the check is turned on. After the first,
            the step has become a graph.

    Raises:
        RuntimeError: Nothing stopped the training.
    """
    network = tensorflow_side.Classifier(*initial_weights())
    run = tensorflow_side.training(network, tensorflow_side.CrossEntropy(), known)
    taken = steps_before
    for _ in range(steps_before):
        next(run)
    try:
        with checking():
            while taken < MOST_STEPS:
                next(run)
                taken += 1
    except tf.errors.InvalidArgumentError as error:
        says = error.message
    else:
        raise RuntimeError(f"{MOST_STEPS} steps, and nothing stopped them")
    found = re.search(r' op "(\w+?)(?:_\d+)?"', says)
    tool = "`enable_check_numerics`" + (", too late" if steps_before else "")
    named = names_line(says, tensorflow_side)
    return Found(tool, found[1] if found else "", says, taken + 1, named)


def terminate_on_nan(known: Known) -> Found:
    """Train with `fit` until Keras's callback stops the training."""
    network = tensorflow_side.Classifier(*initial_weights())
    by_hand = tensorflow_side.CrossEntropy()

    def cost(labels: Any, scores: Any) -> Any:
        return by_hand(scores, labels)

    network.compile(keras.optimizers.Adam(RATE, epsilon=EPSILON), cost)
    said = io.StringIO()
    with redirect_stdout(said):
        history = network.fit(
            known.x,
            known.labels,
            batch_size=len(known.x),
            epochs=MOST_STEPS,
            shuffle=False,
            verbose=0,
            callbacks=[keras.callbacks.TerminateOnNaN()],
        )
    says = said.getvalue()
    named = names_line(says, tensorflow_side)
    return Found("`TerminateOnNaN`", "", says, len(history.epoch), named)


def refusal_of_xla() -> str:
    """Return what XLA says to a function that is checked, or "" if nothing."""
    try:
        with checking():
            tf.function(tf.math.log, jit_compile=True)(tf.ones(1))
    except tf.errors.InvalidArgumentError as error:
        return str(error.message)
    return ""
