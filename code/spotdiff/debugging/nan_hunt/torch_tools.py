"""The flaw, hunted with what PyTorch has for it."""

import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from spotdiff.debugging.nan_hunt import torch_side
from spotdiff.debugging.nan_hunt.found import Found, names_line
from spotdiff.debugging.nan_hunt.problem import Known, initial_weights

Watch = Callable[[nn.Module, nn.Module], AbstractContextManager[Any]]
MOST_STEPS = 10


class NotFiniteError(ArithmeticError):
    """Something gave an infinity or a NaN; the message is its name."""


def is_bad(value: Any) -> bool:
    """Tell whether a value is a tensor with an infinity or a NaN in it."""
    return isinstance(value, torch.Tensor) and not bool(value.isfinite().all())


def stop(name: str, module: nn.Module, given: Any, gives: Any) -> None:
    """Stop if a module gives what is not finite: a forward hook."""
    if is_bad(gives):
        raise NotFiniteError(name)


@contextmanager
def hooks(*modules: nn.Module) -> Iterator[None]:
    """Hang a hook on modules and all that is in them, and take it off again."""
    handles = [
        part.register_forward_hook(partial(stop, name or type(part).__name__))
        for module in modules
        for name, part in module.named_modules()
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


class EveryOperation(TorchDispatchMode):
    """Look at what every operation gives, on the way there and back."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Do an operation, and stop if what it gives is not finite."""
        gives = func(*args, **(kwargs or {}))
        if "empty" in func.name():  # memory that nobody has written to
            return gives
        if any(map(is_bad, gives if isinstance(gives, tuple | list) else [gives])):
            raise NotFiniteError(str(func))
        return gives


WATCHES: dict[str, Watch] = {
    "`detect_anomaly`": lambda network, cost: torch.autograd.detect_anomaly(),
    "hooks, network and loss": hooks,
    "hooks, network alone": lambda network, cost: hooks(network),
    "`TorchDispatchMode`": lambda network, cost: EveryOperation(),
}


def hunt(known: Known, tool: str) -> Found:
    """Train under watch until the tool stops the training.

    Args:
        known: The digits.
        tool: A key of `WATCHES`.

    Raises:
        RuntimeError: Nothing stopped the training.
    """
    network = torch_side.Classifier(*initial_weights())
    cost = torch_side.CrossEntropy()
    run = torch_side.training(network, cost, known)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with WATCHES[tool](network, cost):
            for step in range(1, MOST_STEPS + 1):
                try:
                    next(run)
                except (NotFiniteError, RuntimeError) as error:
                    told = [str(one.message) for one in caught]
                    says = "\n".join([*told, *traceback.format_exception(error)])
                    named = names_line(says, torch_side)
                    return Found(tool, name_in(error), says, step, named)
    raise RuntimeError(f"{tool}: {MOST_STEPS} steps, and nothing stopped them")


def name_in(error: Exception) -> str:
    """Return the name that an error gives; autograd sets it in quotes."""
    quoted = re.search(r"Function '(\w+)'", str(error))
    return quoted[1] if quoted else str(error)
