"""Whether a layer believes that it is being trained."""

from typing import Any

from torch import Tensor, nn


def dropout(x: Tensor, cured: bool) -> Any:
    """Call a new dropout.

    Args:
        x: Of any shape.
        cured: Whether both sides shall give the same.

    Returns:
        What is left, in the shape of x.
    """
    layer = nn.Dropout(0.5).eval() if cured else nn.Dropout(0.5)
    return layer(x)


def batch_norm(batch: Tensor, cured: bool) -> Any:
    """Call a new batch normalisation.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The batch, normalised or not, (4, 1).
    """
    layer = nn.BatchNorm1d(1, eps=1e-3)
    return layer.eval()(batch) if cured else layer(batch)


def frozen(batch: Tensor, cured: bool) -> Any:
    """Freeze a batch normalisation, train on, look at its mean.

    Frozen may mean that nothing learns by slopes, or nothing changes.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The mean that is remembered, (1,).
    """
    layer = nn.BatchNorm1d(1).requires_grad_(False)
    if cured:
        layer.eval()
    layer(batch)
    return layer.running_mean


def channels(images: Tensor, cured: bool) -> Any:
    """Drop whole channels.

    Args:
        images: (n, 8, 8, 8), channels first.
        cured: Whether both sides shall give the same.

    Returns:
        What is left, (n, 8, 8, 8).
    """
    return nn.Dropout2d(0.5)(images)
