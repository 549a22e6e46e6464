"""What is the same however a tree is worked out, in PyTorch."""

from typing import Any

import torch

from spotdiff.graphs.trees.problem import Index, Weights


def parameters(weights: Weights) -> dict[str, Any]:
    """Make weights to differentiate by, where PyTorch computes by default."""
    return {
        name: torch.tensor(array, requires_grad=True) for name, array in weights.items()
    }


def cell(w: dict[str, Any], bias: Any, left: Any, right: Any) -> Any:
    """Join the states of nodes' children.

    Args:
        w: The weights.
        bias: What each node's operation adds, (nodes, 5 width).
        left: h and c of their left children, (nodes, 2 width).
        right: The same of their right children.

    Returns:
        h and c of the nodes, (nodes, 2 width).
    """
    left_h, left_c = left.chunk(2, 1)
    right_h, right_c = right.chunk(2, 1)
    heard = torch.cat([left_h, right_h], 1)
    i, a, b, o, u = (heard @ w["join"] + bias).chunk(5, 1)
    kept = a.sigmoid() * left_c + b.sigmoid() * right_c
    c = i.sigmoid() * u.tanh() + kept
    return torch.cat([o.sigmoid() * c.tanh(), c], 1)


def cross_entropy(w: dict[str, Any], roots: Any, labels: Index) -> Any:
    """Return the mean cross-entropy of trees.

    Args:
        w: The weights.
        roots: The states of their roots, (trees, 2 width).
        labels: Their values, (trees,).
    """
    y = torch.as_tensor(labels)
    return torch.nn.functional.cross_entropy(scores(w, roots), y)


def scores(w: dict[str, Any], roots: Any) -> Any:
    """Score every value that a tree may have, (trees, values)."""
    h, _ = roots.chunk(2, 1)
    return h @ w["answer"] + w["offset"]


def in_numpy(slopes: dict[str, Any]) -> Weights:
    """Bring slopes, or weights, back to NumPy."""
    return {name: slope.numpy(force=True) for name, slope in slopes.items()}
