"""The tracers' own words for a cause, shortened."""

import re
from collections.abc import Mapping
from typing import Any

# What a tracer notes, and what is left of it.
SHORTER = (
    (r"TensorSpec\(shape=(\(.*?\)), dtype=tf\.(\w+), name=None\)", r"\2\1"),
    # Weakref[<weakref at 0x7f…; to 'Settings' at 0x7f…>])
    (r"Weakref\[.*?>\]\)?", "object"),
    (r"Literal\[(.*?)\]", r"\1"),
)


def of_guard(reason: str) -> str:
    """Shorten the guard of PyTorch that failed.

    Args:
        reason: As in "0/0: n == 2    # def times(x, n): …".

    Returns:
        The guard alone, as in "n == 2".
    """
    guard = re.sub(r"^\d+/\d+: ", "", reason.split("\n")[0])
    return re.split(r"\s+# ", guard)[0].strip().removesuffix(".")


def of_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say which parameters TensorFlow had noted otherwise.

    Args:
        before: The parameters of one trace by name.
        after: Those of the next.

    Returns:
        As in "x: float64(2,) → float64(3,)".
    """
    types = {name: (of_type(before[name]), of_type(after[name])) for name in after}
    return ", ".join(
        f"{name}: {old} → {new}" if old != new else f"{name}: another object"
        for name, (old, new) in types.items()
        if before[name].type_constraint != after[name].type_constraint
    )


def of_type(parameter: Any) -> str:
    """Shorten what TensorFlow noted of a parameter."""
    text = str(parameter.type_constraint)
    for pattern, words in SHORTER:
        text = re.sub(pattern, words, text)
    return text


def of_break(reason: str) -> str:
    """Shorten PyTorch's reason to leave the graph: what happened, unexplained."""
    return reason.split("\n")[0]


def of_place(message: str) -> str:
    """Leave out of a message where on this machine, and in its memory, things are."""
    message = re.sub(r" at 0x[0-9a-f]+", "", message)
    # PyTorch has cut off what its own files' path has in common with it.
    return re.sub(r"[\w./-]*?/code/spotdiff/", "code/spotdiff/", message).strip()
