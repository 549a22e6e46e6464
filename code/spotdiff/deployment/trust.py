"""A file of weights that would rather run a program: harmless, but run it is."""

import pickle
from pathlib import Path
from typing import Any

import keras
import torch

# What the program would do; here it notes that it ran.
ran: list[str] = []


def note(what: str) -> dict[str, Any]:
    """Do the harm: note that somebody else's code ran here."""
    ran.append(what)
    return {}


class Trap:
    """Pickled, it is an instruction to call a function."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Say what is to be called when the file is read."""
        return note, ("somebody else's code",)


def set_trap(path: Path) -> None:
    """Write a file that looks like weights."""
    torch.save(Trap(), path)


def open_trap(path: Path, weights_only: bool) -> str:
    """Load it, and return what came of it."""
    ran.clear()
    try:
        torch.load(path, weights_only=weights_only)
    except pickle.UnpicklingError:
        return "refused"
    return f"ran {', '.join(ran)}"


def set_keras_trap(path: Path) -> None:
    """Write a Keras file with a layer that is Python code."""
    layer = keras.layers.Lambda(lambda x: x + 1, output_shape=(1,))
    keras.Sequential([keras.Input((1,)), layer]).save(path)


def open_keras_trap(path: Path, safe_mode: bool) -> str:
    """Load it, and return what came of it."""
    try:
        keras.saving.load_model(path, safe_mode=safe_mode)
    except ValueError:
        return "refused"
    return "loaded somebody else's code"
