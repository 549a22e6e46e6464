"""The classifier in a session, and the debugger of that time."""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import tensorflow as tf
from tensorflow.python import debug as tf_debug

from spotdiff.debugging.nan_hunt.problem import (
    EPSILON,
    RATE,
    Array,
    Known,
    digits,
    initial_weights,
)

v1 = tf.compat.v1
STEPS = 6


def dense(name: str, x: Any, weights: Array) -> Any:
    """Draw a layer."""
    with v1.variable_scope(name):
        kernel = v1.get_variable("kernel", initializer=weights)
        bias = v1.get_variable("bias", initializer=0 * weights[0])
        return tf.matmul(x, kernel) + bias


def by_hand(scores: Any, labels: Any) -> Any:
    """Draw the mean of the logarithms, as in the textbook."""
    with v1.name_scope("cross_entropy"):
        probable = tf.nn.softmax(scores)
        logs = tf.math.log(probable)
        return -tf.reduce_mean(tf.reduce_sum(labels * logs, axis=1))


def repaired(scores: Any, labels: Any) -> Any:
    """Draw the same from the scores, by one operation."""
    with v1.name_scope("cross_entropy"):
        entropy = v1.nn.softmax_cross_entropy_with_logits_v2
        return tf.reduce_mean(entropy(labels=labels, logits=scores))


def training(
    known: Known, cost: Any, wrap: Any = lambda session: session
) -> Iterator[tuple[float, float]]:
    """Train for as long as asked; give loss and accuracy of each step.

    Args:
        known: The digits.
        cost: What draws the loss.
        wrap: What a session is put into before it runs.
    """
    with tf.Graph().as_default(), v1.Session() as plain:
        session = wrap(plain)
        pixels, classes = known.x.shape[1], known.labels.shape[1]
        x = v1.placeholder(tf.float32, [None, pixels], "x")
        labels = v1.placeholder(tf.float32, [None, classes], "labels")
        inner, outer = initial_weights()
        hidden = tf.nn.relu(dense("inner", x, inner), name="hidden")
        scores = dense("outer", hidden, outer)
        loss = cost(scores, labels)
        optimizer = v1.train.AdamOptimizer(RATE, epsilon=EPSILON)
        step = optimizer.minimize(loss)
        best = tf.argmax(scores, 1, name="best")
        plain.run(v1.global_variables_initializer())
        while True:
            feed = {x: known.x, labels: known.labels}
            before, _ = session.run([loss, step], feed)
            guesses = session.run(best, {x: known.test_x})
            right = guesses == known.test_labels
            yield float(before), float(right.mean())


def debugged(session: Any) -> Any:
    """Put a session into the debugger, with its filter for the flaw."""
    in_debugger = tf_debug.LocalCLIDebugWrapperSession
    wrapped = in_debugger(session, ui_type="readline")
    bad = tf_debug.has_inf_or_nan
    wrapped.add_tensor_filter("has_inf_or_nan", bad)
    return wrapped


def main() -> None:
    """Train for a few steps, in the debugger if asked for it."""
    wraps = [debugged] if "--debug" in sys.argv else []
    steps = islice(training(digits(), by_hand, *wraps), STEPS)
    for count, (_, accuracy) in enumerate(steps, 1):
        print(f"Accuracy after step {count}: {accuracy:.4f}")


if __name__ == "__main__":
    main()
