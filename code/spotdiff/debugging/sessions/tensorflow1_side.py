"""The same step as TensorFlow 1 had it: drawn first, then run in one line."""

import tensorflow as tf

from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y

v1 = tf.compat.v1


def main() -> None:
    """Draw the step, stopping on the way, and run it."""
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, X.shape, name="x")
        y = v1.placeholder(tf.float32, Y.shape, name="y")
        inner = v1.get_variable("inner", initializer=INNER)
        outer = v1.get_variable("outer", initializer=OUTER)
        hidden = tf.nn.relu(x @ inner, name="hidden")
        breakpoint()
        loss = tf.reduce_mean((hidden @ outer - y) ** 2)
        (slope,) = v1.gradients(loss, [inner])
        session.run(v1.global_variables_initializer())
        feed = {x: X, y: Y}
        breakpoint()
        found = session.run([loss, slope], feed)
        print("loss", found[0])
        print("slope", found[1])


if __name__ == "__main__":
    main()
