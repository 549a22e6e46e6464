"""A generator and a discriminator that take their steps in turn."""

from typing import Any

import tensorflow as tf
from keras import losses, optimizers

from spotdiff.classifier.problem import Array


def cost(scores: Any, truth: float) -> Any:
    """Compute the mean cross-entropy of scores that share one truth."""
    truths = tf.fill(tf.shape(scores), truth)
    return losses.BinaryCrossentropy(from_logits=True)(truths, scores)


def descend(optimizer: Any, model: Any, loss_of: Any) -> Any:
    """Call for a loss, move one network down its slope, return it."""
    with tf.GradientTape() as tape:
        loss = loss_of()
    slopes = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(slopes, model.trainable_variables)
    return loss


def play(
    generator: Any,
    discriminator: Any,
    real: Array,
    noise: Array,
    rate: float,
) -> list[tuple[float, float]]:
    """Let both networks take their steps in turn, by plain descent.

    Args:
        generator: Noise, (n, 16), to pixels, (n, 784).
        discriminator: Pixels to a score, (n, 1): above 0 for real.
        real: (steps, n, 784).
        noise: (steps, 2, n, 16), one for the step of each.
        rate: Learning rate of both.

    Returns:
        The losses of discriminator and generator, by step.
    """
    g_optimizer = optimizers.SGD(rate)
    d_optimizer = optimizers.SGD(rate)
    data = tf.constant(real), tf.constant(noise)

    @tf.function
    def step(real: Any, noise: Any) -> Any:
        def judged() -> Any:
            fake = tf.stop_gradient(generator(noise[0]))
            found = cost(discriminator(fake), 0.0)
            return found + cost(discriminator(real), 1.0)

        def fooled() -> Any:
            return cost(discriminator(generator(noise[1])), 1.0)

        d_loss = descend(d_optimizer, discriminator, judged)
        return d_loss, descend(g_optimizer, generator, fooled)

    told = [step(*each) for each in zip(*data, strict=True)]
    return [(float(d_loss), float(g_loss)) for d_loss, g_loss in told]
