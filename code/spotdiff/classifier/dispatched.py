"""The operations that reach PyTorch while something runs."""

from collections.abc import Callable
from typing import Any

from torch.utils._python_dispatch import TorchDispatchMode


class Recording(TorchDispatchMode):
    """Notes the name of every operation that PyTorch dispatches."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Note an operation, and do it."""
        self.names.append(func.overloadpacket.__name__)
        return func(*args, **kwargs or {})


def dispatched(run: Callable[[], object]) -> list[str]:
    """Run something, and return the names of PyTorch's operations, in order."""
    recording = Recording()
    with recording:
        run()
    return recording.names
