"""A network that looks words up, the smallest that Keras's callback can embed."""

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

WORDS, LENGTH, SIZE, CLASSES = 20, 4, 8, 2


def network() -> keras.Sequential:
    """Build the network: word numbers, (n, LENGTH), to scores, (n, CLASSES)."""
    return keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            layers.Embedding(WORDS, SIZE, name="words"),
            layers.Flatten(),
            layers.Dense(CLASSES),
        ]
    )


def sentences(count: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Draw batches of sentences, praise if their first word has an even number."""
    rng = np.random.default_rng(0)
    drawn = [rng.integers(0, WORDS, (32, LENGTH)) for _ in range(count)]
    return [(words, words[:, 0] % CLASSES) for words in drawn]
