"""The network and its slopes in NumPy, one node at a time, every rule written out.

A binary TreeLSTM (Tai, Socher and Manning, 2015). A node's operation stands where
its word would stand.
"""

from collections.abc import Sequence

import numpy as np

from spotdiff.graphs.trees.problem import Array, Index, Leaf, Node, Tree, Weights


def sigmoid(x: Array) -> Array:
    """Return 1 / (1 + e^-x)."""
    bent: Array = 0.5 * (1 + np.tanh(0.5 * x))
    return bent


class Told:
    """What a tree tells its parent, and how to pass a slope back down.

    Args:
        w: The weights, in float64.
        tree: The tree.

    Attributes:
        h: What is told, (width,).
        c: What is remembered, (width,).
    """

    def __init__(self, w: Weights, tree: Tree) -> None:
        """Work the tree out from its leaves up."""
        self.tree, self.w = tree, w
        if isinstance(tree, Leaf):
            self.h, self.c = np.split(w["leaf"][tree.value], 2)
            return
        self.children = Told(w, tree.left), Told(w, tree.right)
        left, right = self.children
        self.heard = np.concatenate([left.h, right.h])
        gates = self.heard @ w["join"] + w["bias"][tree.operation]
        i, a, b, o, u = np.split(gates, 5)
        self.gates = sigmoid(i), sigmoid(a), sigmoid(b), sigmoid(o), np.tanh(u)
        i, a, b, o, u = self.gates
        self.c = i * u + a * left.c + b * right.c
        self.h = o * np.tanh(self.c)

    def back(self, dh: Array, dc: Array, slopes: Weights) -> None:
        """Add what this tree contributes to the slopes.

        Args:
            dh: Slope of the loss by h.
            dc: Slope of the loss by c, but for what goes through h.
            slopes: By every weight; added to.
        """
        if not isinstance(self.tree, Node):
            slopes["leaf"][self.tree.value] += np.concatenate([dh, dc])
            return
        left, right = self.children
        i, a, b, o, u = self.gates
        bent = np.tanh(self.c)
        dc = dc + dh * o * (1 - bent**2)
        by_gates = np.concatenate(
            [
                dc * u * i * (1 - i),
                dc * left.c * a * (1 - a),
                dc * right.c * b * (1 - b),
                dh * bent * o * (1 - o),
                dc * i * (1 - u**2),
            ]
        )
        slopes["join"] += np.outer(self.heard, by_gates)
        slopes["bias"][self.tree.operation] += by_gates
        to_left, to_right = np.split(self.w["join"] @ by_gates, 2)
        left.back(to_left, dc * a, slopes)
        right.back(to_right, dc * b, slopes)


def slopes(
    weights: Weights, trees: Sequence[Tree], labels: Index
) -> tuple[float, Weights]:
    """Return the mean cross-entropy of trees, and its slopes by every weight.

    Args:
        weights: As `problem.initial_weights` draws them.
        trees: The trees.
        labels: Their values, (trees,).
    """
    w: Weights = {name: array.astype(np.float64) for name, array in weights.items()}
    found: Weights = {name: np.zeros_like(array) for name, array in w.items()}
    loss = 0.0
    for tree, label in zip(trees, labels, strict=True):
        root = Told(w, tree)
        scores = root.h @ w["answer"] + w["offset"]
        scores -= scores.max()
        chances = np.exp(scores) / np.exp(scores).sum()
        loss -= float(np.log(chances[label])) / len(trees)
        by_scores = (chances - np.eye(len(chances))[label]) / len(trees)
        found["answer"] += np.outer(root.h, by_scores)
        found["offset"] += by_scores
        root.back(w["answer"] @ by_scores, np.zeros_like(root.c), found)
    return loss, found
