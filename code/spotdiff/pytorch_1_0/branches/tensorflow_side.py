"""A classifier that looks first: is this image a negative?"""

from typing import Any

import tensorflow as tf


class Looking(tf.Module):
    """Turns negatives round before it reads them."""

    def __init__(self, model: Any) -> None:
        """Put a classifier behind a look at its images."""
        super().__init__()
        self.model = model

    def __call__(self, pixels: tf.Tensor) -> Any:
        """Score every class: (n, 28, 28) to (n, 10)."""
        if tf.reduce_mean(pixels) > 0.5:
            pixels = 1 - pixels
        return self.model(pixels)
