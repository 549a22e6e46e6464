"""A tree-shaped network, written as the tree is: by recursion."""

from collections.abc import Sequence
from typing import Any

import torch

from spotdiff.graphs.trees import torch_network as network
from spotdiff.graphs.trees.problem import Index, Leaf, Tree


def state(w: dict[str, Any], tree: Tree) -> Any:
    """Work a tree out: h and c of its root, (1, 2 width)."""
    if isinstance(tree, Leaf):
        return w["leaf"][tree.value : tree.value + 1]
    left, right = state(w, tree.left), state(w, tree.right)
    bias = w["bias"][tree.operation : tree.operation + 1]
    return network.cell(w, bias, left, right)


def slopes_of(w: dict[str, Any]) -> Any:
    """Return what tells how wrong it is, and what to do about it.

    Args:
        w: The weights.

    Returns:
        A function from trees and their values to the mean
        cross-entropy, and to the slope of that by every weight.
    """

    def work(trees: Sequence[Tree], labels: Index) -> Any:
        roots = torch.cat([state(w, tree) for tree in trees])
        loss = network.cross_entropy(w, roots, labels)
        slopes = torch.autograd.grad(loss, list(w.values()))
        return loss.detach(), dict(zip(w, slopes, strict=True))

    return work
