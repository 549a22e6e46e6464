"""What PyTorch's compiler notes of its own work."""

from typing import Any

import torch
from torch._dynamo import utils

# Neither publishes all of its types.
UTILS: Any = utils
LOGGING: Any = torch._logging


def forget() -> None:
    """Forget every graph, and every note."""
    torch._dynamo.reset()
    UTILS.clear_compilation_metrics()
    UTILS.counters.clear()


def traced() -> list[Any]:
    """Return a note for each time that Python was read; the last 64 are kept."""
    notes = UTILS.get_compilation_metrics()
    return [note for note in notes if not note.fail_type]


def breaks() -> int:
    """Count the reasons for which a graph was left."""
    return len(UTILS.counters["graph_break"])


def limit() -> int:
    """Return how many graphs a function may have before it is left to Python."""
    found: int = torch._dynamo.config.recompile_limit
    return found
