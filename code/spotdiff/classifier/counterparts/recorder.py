"""What a module calls when it runs: recorded, not read from its source."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock


@dataclass(frozen=True)
class Step:
    """One outermost call that a module made.

    Attributes:
        home: The namespace called into, as a reader would write it, such as
            "F", "torch" or "keras.ops"; "module" for another module.
        name: The function's name there, or the other module's class.
        function: The function itself.
        args: What it was given.
        kwargs: What it was given by name.
        result: What it gave back.
    """

    home: str
    name: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    result: Any


class Recorder:
    """Keeps the outermost calls: what a called function calls is its own affair."""

    def __init__(self) -> None:
        """Start with nothing recorded and nothing under way."""
        self.steps: list[Step] = []
        self.busy = False

    def run(
        self, home: str, name: str, function: Callable[..., Any], *args: Any, **kw: Any
    ) -> Any:
        """Call a function; keep the call if no recorded one is under way."""
        if self.busy:
            return function(*args, **kw)
        self.busy = True
        try:
            result = function(*args, **kw)
        finally:
            self.busy = False
        self.steps.append(Step(home, name, function, args, kw, result))
        return result

    @contextmanager
    def watching(
        self, home: str, namespace: Any, names: Mapping[str, Any]
    ) -> Iterator[None]:
        """Record calls that are made through a namespace.

        Args:
            home: What to call the namespace.
            namespace: What the functions are attributes of, most often a module.
            names: Its functions, by name.
        """
        # By hand: a thousand patches of unittest.mock take longer than the calls.
        for name, function in names.items():
            setattr(namespace, name, self._watched(home, name, function))
        try:
            yield
        finally:
            for name, function in names.items():
                setattr(namespace, name, function)

    @contextmanager
    def watching_others(self, base: type, outermost: Any) -> Iterator[None]:
        """Record calls of any module other than the outermost one.

        Args:
            base: The class of all modules.
            outermost: The module whose calls are wanted.
        """
        call = base.__call__

        def watched(module: Any, *args: Any, **kwargs: Any) -> Any:
            if module is outermost:
                return call(module, *args, **kwargs)
            name = type(module).__name__
            bound = call.__get__(module)
            return self.run("module", name, bound, *args, **kwargs)

        with mock.patch.object(base, "__call__", watched):
            yield

    def _watched(self, home: str, name: str, function: Any) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            return self.run(home, name, function, *args, **kwargs)

        return watched
