"""Functions that both tracers are given: Python's operators are all they need."""

from typing import Any

from spotdiff.graphs.tracing.traps import Settings


def double(x: Any) -> Any:
    """Multiply by two."""
    return x * 2


def times(x: Any, factor: Any) -> Any:
    """Multiply by a number, or by a tensor."""
    return x * factor


def total(parts: list[Any]) -> Any:
    """Add up a list."""
    return sum(parts)


def grown(parts: list[Any]) -> Any:
    """Add up a list; TensorFlow has not warned of this function yet."""
    return sum(parts)


def scaled(x: Any, settings: Settings) -> Any:
    """Multiply by a number of an object."""
    return x * settings.factor
