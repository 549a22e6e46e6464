"""Looking inside."""

from typing import Any

from torch import Tensor


def count(model: Any) -> Any:
    """Count the parameters."""
    return sum(p.numel() for p in model.parameters())


def summary(model: Any) -> Any:
    """Describe a network."""
    return str(model)


def layers(model: Any) -> Any:
    """Name the layers."""
    return [type(layer).__name__ for layer in model]


def weight_shapes(model: Any) -> Any:
    """Ask for the shapes of the weights."""
    return [tuple(p.shape) for p in model.parameters()]


def weight_names(model: Any) -> Any:
    """Ask for the names of the weights."""
    return [name for name, _ in model.named_parameters()]


def inner(model: Any, x: Tensor) -> Any:
    """Look at what comes out of an inner layer."""
    return model[:2](x)


def memory(x: Tensor) -> Any:
    """Ask how many bytes a tensor takes."""
    return x.nbytes


def assert_finite(x: Tensor) -> Any:
    """Stop where a number is not one."""
    assert x.isfinite().all()
    return x


def assert_shape(x: Tensor) -> Any:
    """Stop where a shape is not as it should be."""
    assert x.shape == (8, 3)
    return x
