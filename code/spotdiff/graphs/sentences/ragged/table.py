"""What ragged tensors can be used for: tried, and refusals told."""

import re
from collections.abc import Callable
from typing import Any

from spotdiff.graphs.sentences.problem import Sentences
from spotdiff.graphs.sentences.ragged import tensorflow_ragged, torch_jagged
from spotdiff.tables import Table

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# Keras puts this before what went wrong.
PREFACE = "Exception encountered when calling"
# Where in PyTorch's own source a check stands is of no use to a reader.
PLACE = re.compile(r"^/\S+:\d+: ")


def outcome(attempt: Callable[[], Any]) -> str:
    """Try something, and return "yes" or what was said against it."""
    try:
        attempt()
    except (NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        return refusal(error)
    return "yes"


def refusal(error: Exception) -> str:
    """Return the line of an error that says what went wrong."""
    lines = ESCAPES.sub("", str(error)).splitlines()
    said = [line for line in lines if line.strip() and not line.startswith(PREFACE)]
    return f"no: `{PLACE.sub('', said[0])}`"


def outcomes(given: Sentences) -> dict[str, tuple[str, str]]:
    """Try everything in PyTorch and in TensorFlow, by what is tried."""
    tried = (side.attempts(given.words) for side in (torch_jagged, tensorflow_ragged))
    left, right = tried
    return {name: (outcome(left[name]), outcome(right[name])) for name in left}


def table(given: Sentences) -> Table:
    """Show what was tried and what came of it."""
    rows = [(name, *pair) for name, pair in outcomes(given).items()]
    return Table(["", "PyTorch, jagged", "TensorFlow and Keras, ragged"], rows)
