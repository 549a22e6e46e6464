"""What a compiler makes of recursion: how many graphs, for which trees."""

from collections.abc import Sequence
from typing import Any

import torch

from spotdiff.graphs.trees.problem import Tree, Weights


def graphs(state: Any, weights: Weights, trees: Sequence[Tree]) -> list[int]:
    """Count the graphs there are after each tree.

    Args:
        state: From weights and a tree to the state of its root.
        weights: The weights.
        trees: The trees, in the order in which they are met.
    """
    made: list[Any] = []

    def note(graph: Any, _: Any) -> Any:
        made.append(graph)
        return graph.forward

    torch.compiler.reset()
    w = {n: torch.tensor(array) for n, array in weights.items()}
    compiled: Any = torch.compile(state, backend=note)
    told = []
    for tree in trees:
        compiled(w, tree)
        told.append(len(made))
    return told
