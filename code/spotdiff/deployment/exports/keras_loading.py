"""How Keras reads its own files; nothing of this book is needed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras


def load_keras(path: Path) -> Callable[[Any], Any]:
    """Build the layers again, and give them the weights."""
    model = keras.saving.load_model(path)

    def predict(pixels: Any) -> Any:
        return keras.ops.convert_to_numpy(model(pixels, training=False))

    return predict
