"""Gradient descent on phi in a session, watched through event files."""

import tensorflow as tf

from spotdiff.toy_problem.problem import Array

tf1 = tf.compat.v1


def descend(
    folder: str,
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> None:
    """Take fixed steps down the gradient, and write down where.

    Args:
        folder: Where the event file goes.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps; one more is written than is taken.
    """
    with tf.Graph().as_default(), tf1.Session() as session:
        points = tf1.placeholder(x.dtype, x.shape, name="points")
        values = tf1.placeholder(y.dtype, y.shape, name="values")
        phi = tf1.Variable(start, dtype=x.dtype, name="exponent")
        residual = points**phi - values
        loss = tf.sqrt(tf.reduce_mean(residual**2))
        (gradient,) = tf.gradients(loss, phi)
        descent = phi.assign_sub(learning_rate * gradient)
        tf1.summary.scalar("loss", loss)
        tf1.summary.scalar("phi", phi)
        summaries = tf1.summary.merge_all()
        session.run(tf1.global_variables_initializer())
        feed = {points: x, values: y}
        with tf1.summary.FileWriter(folder, session.graph) as writer:
            for step in range(steps + 1):
                # Two runs: in one, phi might be read after the step.
                writer.add_summary(session.run(summaries, feed), step)
                session.run(descent, feed)
