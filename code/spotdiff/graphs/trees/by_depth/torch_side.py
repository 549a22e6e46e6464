"""All trees at once, level by level: the idea of TensorFlow Fold."""

from typing import Any

import torch

from spotdiff.graphs.trees import torch_network as network
from spotdiff.graphs.trees.problem import Batch, Plan


def states(w: dict[str, Any], plan: Plan) -> Any:
    """Work all trees of a plan out, from the leaves up.

    Args:
        w: The weights.
        plan: The trees, level by level.

    Returns:
        h and c of every tree's root, (trees, 2 width).
    """
    given = map(torch.as_tensor, plan)
    values, kinds, nodes, order, counts, roots = given
    kinds = kinds.split(nodes.tolist())
    order = order.split(counts.tolist())
    at_hand = w["leaf"][values]
    for level in range(len(nodes)):
        m = len(kinds[level])
        sizes = [m, m, len(order[level]) - 2 * m]
        left, right, waiting = at_hand[order[level]].split(sizes)
        bias = w["bias"][kinds[level]]
        joined = network.cell(w, bias, left, right)
        at_hand = torch.cat([joined, waiting], 0)
    return at_hand[roots]


def scores_of(w: dict[str, Any]) -> Any:
    """Return what scores the values that each tree may have.

    Args:
        w: The weights.

    Returns:
        A function from a plan to scores, (trees, values).
    """

    def work(plan: Plan) -> Any:
        return network.scores(w, states(w, plan)).detach()

    return work


def slopes_of(w: dict[str, Any]) -> Any:
    """Return what tells how wrong it is, and what to do about it.

    Args:
        w: The weights.

    Returns:
        A function from a batch to its mean cross-entropy, and to
        the slope of that by every weight.
    """

    def work(batch: Batch) -> Any:
        roots = states(w, batch.plan)
        loss = network.cross_entropy(w, roots, batch.labels)
        slopes = torch.autograd.grad(loss, list(w.values()))
        return loss.detach(), dict(zip(w, slopes, strict=True))

    return work
