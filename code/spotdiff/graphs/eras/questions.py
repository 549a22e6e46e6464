"""What a tensor answers Python: in PyTorch, in TensorFlow, in a graph of 2017."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from spotdiff.runtime import import_frameworks
from spotdiff.tables import Table

torch, tf = import_frameworks()
tf1 = tf.compat.v1

NUMBER = 2.5


# What Python asks, as one writes it.
QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "float(x)": float,
    "bool(x > 2)": lambda x: bool(x > 2),
    "x.numpy()": lambda x: x.numpy(),
    "str(x)": str,
}


def tensors() -> dict[str, Any]:
    """Return one number three times: as whose tensor, and the tensor."""
    with tf.Graph().as_default():
        symbol = tf1.placeholder(tf.float64, [], name="x")
    return {
        "PyTorch": torch.tensor(NUMBER, dtype=torch.float64, device="cpu"),
        "TensorFlow": tf.constant(NUMBER, tf.float64),
        "TensorFlow 1": symbol,
    }


def answer(question: Callable[[Any], Any], tensor: Any) -> str:
    """Return what comes back, or the name of the error."""
    try:
        with tensor.graph.as_default() if is_symbol(tensor) else nullcontext():
            return str(question(tensor))
    except (TypeError, AttributeError, NotImplementedError) as refusal:
        return type(refusal).__name__


def is_symbol(tensor: Any) -> bool:
    """Tell whether a tensor belongs to a graph, and so has no value."""
    return tf.is_tensor(tensor) and not hasattr(tensor, "numpy")


def table() -> Table:
    """Put every question to every tensor."""
    asked = tensors()
    rows = [
        (
            f"`{asks}`",
            *(f"`{answer(question, tensor)}`" for tensor in asked.values()),
        )
        for asks, question in QUESTIONS.items()
    ]
    return Table(["Python asks", *asked], rows)
