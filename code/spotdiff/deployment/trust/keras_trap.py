"""A file that looks like a model, and has a layer that is a program."""

from pathlib import Path

import keras
from keras import layers

from spotdiff.deployment.trust.problem import REFUSED, note, ran


def set_trap(path: Path) -> None:
    """Write the file."""
    here = note.__module__
    order = layers.Lambda(
        lambda x: __import__(here, fromlist=["note"]).note("the file's code ran", x)
    )
    keras.Sequential([keras.Input((1,)), order]).save(path)


def read(path: Path, safely: bool) -> str:
    """Read it, and return what came of it."""
    ran.clear()
    try:
        keras.saving.load_model(path, safe_mode=safely)
    except ValueError:
        ran.append(REFUSED)
    return ", ".join(ran)
