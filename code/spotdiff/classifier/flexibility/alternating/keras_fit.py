"""A generator and a discriminator that take turns in Keras's own loop."""

from typing import Any

import keras
import tensorflow as tf

from spotdiff.classifier.problem import Array


class Game(keras.Model):
    """Two networks, each with an optimiser of its own."""

    def __init__(self, generator: Any, discriminator: Any) -> None:
        """Keep both networks."""
        super().__init__()
        self.generator, self.discriminator = generator, discriminator

    def compile(self, d_optimizer: Any, g_optimizer: Any, loss: Any) -> None:
        """Take two optimisers, where the original takes one."""
        super().compile()
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
        self.cross_entropy = loss

    def cost(self, scores: Any, truth: float) -> Any:
        """Compute the mean cross-entropy of scores that share one truth."""
        return self.cross_entropy(tf.fill(tf.shape(scores), truth), scores)

    def train_step(self, data: tuple[Any, Any]) -> dict[str, Any]:
        """Let both take a step, the discriminator first."""
        real, noise = data
        fake = self.generator(noise[0])
        with tf.GradientTape() as tape:
            d_loss = self.cost(self.discriminator(fake), 0.0)
            d_loss += self.cost(self.discriminator(real), 1.0)
        slopes = tape.gradient(d_loss, self.discriminator.trainable_variables)
        self.d_optimizer.apply(slopes, self.discriminator.trainable_variables)
        with tf.GradientTape() as tape:
            fake = self.generator(noise[1])
            g_loss = self.cost(self.discriminator(fake), 1.0)
        slopes = tape.gradient(g_loss, self.generator.trainable_variables)
        self.g_optimizer.apply(slopes, self.generator.trainable_variables)
        return {"d_loss": d_loss, "g_loss": g_loss}


def play(
    generator: Any, discriminator: Any, real: Array, noise: Array, rate: float
) -> list[tuple[float, float]]:
    """Let both networks take their steps in turn; as in the other two files."""
    game = Game(generator, discriminator)
    game.compile(
        d_optimizer=keras.optimizers.SGD(rate),
        g_optimizer=keras.optimizers.SGD(rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    losses: list[tuple[float, float]] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda _, logs: losses.append(
            (logs["d_loss"], logs["g_loss"])
        )
    )
    data = tf.data.Dataset.from_tensor_slices((real, noise))
    game.fit(data, shuffle=False, verbose=0, callbacks=[note])
    return losses
