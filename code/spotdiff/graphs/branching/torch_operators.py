"""The two programs with the choices themselves as operations."""

from typing import Any

import torch
from torch._higher_order_ops import while_loop

from spotdiff.graphs.branching.problem import LIMIT, TOLERANCE
from spotdiff.graphs.branching.torch_side import better, off


def shortened(step: Any) -> Any:
    """Shorten a step that is longer than the limit."""
    length = torch.linalg.vector_norm(step)
    return torch.cond(
        length > LIMIT,
        lambda step, length: step * (LIMIT / length),
        lambda step, length: step.clone(),
        (step, length),
    )


def anomaly(mean: Any) -> Any:
    """Solve Kepler's equation, for as many rounds as it takes."""
    (angle,) = while_loop(
        lambda angle: abs(off(angle, mean)) > TOLERANCE,
        lambda angle: (better(angle, mean),),
        (mean.clone(),),
    )
    return angle
