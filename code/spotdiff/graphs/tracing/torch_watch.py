"""A function under torch.compile, and the compiler's own records."""

from typing import Any

import torch

from spotdiff.graphs.tracing import torch_notes
from spotdiff.graphs.tracing.problem import each
from spotdiff.graphs.tracing.wording import of_guard

# Options: written for any length; and, learning from the second.
ANY_LENGTH: dict[str, Any] = {"dynamic": True}
LEARNING: dict[str, Any] = {}


class Watched:
    """A traced function, and how often it was traced, and why."""

    def __init__(self, function: Any, **options: Any) -> None:
        """Let it be traced when it is first called.

        Args:
            function: Takes tensors, and whatever else it likes.
            **options: Of the tracer.
        """
        torch_notes.forget()
        self.traced: Any = torch.compile(function, backend="eager", **options)

    def __call__(self, *inputs: Any) -> Any:
        """Call it: arrays go in as tensors, and an array comes out."""
        result = self.traced(*each(torch.tensor, inputs))
        return result.numpy(force=True)

    @property
    def traces(self) -> int:
        """Count the times that its Python was read."""
        return len(torch_notes.traced())

    @property
    def causes(self) -> list[str]:
        """Say for each time but the first what had changed."""
        reasons = [note.recompile_reason for note in torch_notes.traced()]
        return [of_guard(reason) for reason in reasons if reason]

    @property
    def breaks(self) -> int:
        """Count the reasons for which the graph was left."""
        return torch_notes.breaks()
