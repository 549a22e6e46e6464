"""Trees of operations on small numbers, and what a network needs to know of them.

Neither framework is used here. The task is of the family of ListOps (Nangia and
Bowman, 2018), with binary operations and another rule for the shapes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Numbers run from 0 to VALUES - 1, results too.
VALUES = 5
# Numbers a node tells its parent are two vectors of this many, h and c.
WIDTH = 32

OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "min": min,
    "max": max,
    "first": lambda left, right: left,
    "second": lambda left, right: right,
    "sum": lambda left, right: (left + right) % VALUES,
}
NAMES = tuple(OPERATIONS)

Array = NDArray[np.floating]
Index = NDArray[np.integer]
Weights = dict[str, Array]


class Leaf(NamedTuple):
    """A number."""

    value: int


class Node(NamedTuple):
    """An operation, by its place among `NAMES`, on two trees."""

    operation: int
    left: "Tree"
    right: "Tree"


Tree = Leaf | Node


def value(tree: Tree) -> int:
    """Work a tree out."""
    if isinstance(tree, Leaf):
        return tree.value
    operation = OPERATIONS[NAMES[tree.operation]]
    return operation(value(tree.left), value(tree.right))


def text(tree: Tree) -> str:
    """Write a tree as one would call functions: "max(2, sum(4, 3))"."""
    if isinstance(tree, Leaf):
        return str(tree.value)
    return f"{NAMES[tree.operation]}({text(tree.left)}, {text(tree.right)})"


def grow(rng: np.random.Generator, leaves: int) -> Tree:
    """Grow one tree.

    Args:
        rng: Where chance comes from.
        leaves: How many numbers stand in it; one or more.

    Returns:
        A tree of that many leaves. How many of them are on the left is drawn
        uniformly, at every node; so are operations and numbers.
    """
    if leaves == 1:
        return Leaf(int(rng.integers(VALUES)))
    on_the_left = int(rng.integers(1, leaves))
    return Node(
        int(rng.integers(len(NAMES))),
        grow(rng, on_the_left),
        grow(rng, leaves - on_the_left),
    )


def trees(seed: int, count: int, fewest: int, most: int) -> list[Tree]:
    """Grow trees of random size, every size being as likely as any other.

    Args:
        seed: Of the generator.
        count: How many trees.
        fewest: Least number of leaves.
        most: Greatest number of leaves.

    Raises:
        ValueError: No tree can have so few leaves, or none is that small.
    """
    if not 1 <= fewest <= most:
        raise ValueError(f"no tree has between {fewest} and {most} leaves")
    rng = np.random.default_rng(seed)
    sizes = rng.integers(fewest, most, size=count, endpoint=True)
    return [grow(rng, int(size)) for size in sizes]


def shape(tree: Tree) -> str:
    """Write a tree's shape: a dot for every leaf, brackets around every node."""
    if isinstance(tree, Leaf):
        return "."
    return f"({shape(tree.left)}{shape(tree.right)})"


class Forest(NamedTuple):
    """Trees written down as arrays, one tree after another.

    All leaves are counted first, and then all nodes, each after the two it joins.
    So the n-th node has the number len(values) + n.

    Attributes:
        values: The number at each leaf, (leaves,).
        operations: The operation of each node, (nodes,).
        children: The numbers of the two that each node joins, (nodes, 2).
        roots: The number of every tree's root, (trees,).

    The last two are int32: TensorFlow's arrays of tensors take no other.
    """

    values: Index
    operations: Index
    children: Index
    roots: Index

    def heights(self) -> Index:
        """Count the nodes from each node down to its furthest leaf, (nodes,)."""
        leaves = len(self.values)
        found = np.zeros(leaves + len(self.operations), np.int64)
        for place, (left, right) in enumerate(self.children.tolist(), leaves):
            found[place] = 1 + max(found[left], found[right])
        return found[leaves:]


def flatten(trees: Sequence[Tree]) -> Forest:
    """Write trees down as arrays."""
    values: list[int] = []
    operations: list[int] = []
    children: list[tuple[int, int]] = []

    def visit(tree: Tree) -> int:
        # A node's number is negative until all leaves are counted.
        if isinstance(tree, Leaf):
            values.append(tree.value)
            return len(values) - 1
        children.append((visit(tree.left), visit(tree.right)))
        operations.append(tree.operation)
        return -len(operations)

    roots = np.array([visit(tree) for tree in trees])
    joined = np.array(children, np.int64).reshape(-1, 2)
    count = len(values)
    return Forest(
        np.array(values),
        np.array(operations, np.int64),
        np.where(joined < 0, count - 1 - joined, joined).astype(np.int32),
        np.where(roots < 0, count - 1 - roots, roots).astype(np.int32),
    )


class Plan(NamedTuple):
    """The order in which a forest is worked out, level by level.

    A level holds all nodes of one height, in all trees. At first the leaves are at
    hand. Each level takes the children of its m nodes away, and puts its nodes
    before all that waits. At last the roots alone are left.

    Attributes:
        values: The number at each leaf, (leaves,).
        operations: Of the nodes, level by level, (nodes,).
        nodes: How many nodes each level has, (levels,).
        order: How to sort what is at hand, level by level: first the m left
            children, then the m right ones, then all that waits.
        at_hand: How many are at hand before each level, (levels,).
        roots: Where each tree's root is in the end, (trees,).
    """

    values: Index
    operations: Index
    nodes: Index
    order: Index
    at_hand: Index
    roots: Index


def plan(forest: Forest) -> Plan:
    """Sort the nodes of a forest into levels: the idea of TensorFlow Fold.

    Raises:
        ValueError: No tree has a node.
    """
    leaves, heights = len(forest.values), forest.heights()
    if not len(heights):
        raise ValueError("there is nothing to plan: every tree is a leaf")
    at_hand = np.arange(leaves)
    place = np.zeros(leaves + len(heights), np.int64)
    levels, orders = [], []
    for height in range(1, heights.max() + 1):
        place[at_hand] = np.arange(len(at_hand))
        (nodes,) = np.nonzero(heights == height)
        taken = place[forest.children[nodes].T.ravel()]
        waits = np.delete(np.arange(len(at_hand)), taken)
        levels.append(nodes)
        orders.append(np.concatenate([taken, waits]))
        at_hand = np.concatenate([leaves + nodes, at_hand[waits]])
    place[at_hand] = np.arange(len(at_hand))
    return Plan(
        forest.values,
        forest.operations[np.concatenate(levels)],
        np.array([len(nodes) for nodes in levels]),
        np.concatenate(orders),
        np.array([len(order) for order in orders]),
        place[forest.roots],
    )


def initial_weights(seed: int = 0, dtype: type = np.float32) -> Weights:
    """Draw the weights that every way of writing the network starts from.

    Args:
        seed: Of the generator.
        dtype: np.float32 to train, np.float64 to compare.

    Returns:
        leaf: (VALUES, 2 WIDTH), what a number says.
        join: (2 WIDTH, 5 WIDTH), from both children's h to the five gates.
        bias: (operations, 5 WIDTH), what the operation adds; the gates that
            keep what a child says start out open.
        answer: (WIDTH, VALUES), from the root's h to the scores.
        offset: (VALUES,), of the scores.
    """
    rng = np.random.default_rng(seed)
    weights = {
        "leaf": rng.normal(0, 0.5, (VALUES, 2 * WIDTH)),
        "join": rng.normal(0, 1, (2 * WIDTH, 5 * WIDTH)) / np.sqrt(2 * WIDTH),
        "bias": rng.normal(0, 0.5, (len(NAMES), 5 * WIDTH)),
        "answer": rng.normal(0, 1, (WIDTH, VALUES)) / np.sqrt(WIDTH),
        "offset": np.zeros(VALUES),
    }
    weights["bias"][:, WIDTH : 3 * WIDTH] += 1
    return {name: array.astype(dtype) for name, array in weights.items()}


class Batch(NamedTuple):
    """Trees in the order in which they are to be worked out, and their values."""

    plan: Plan
    labels: Index


def batch(chosen: Sequence[Tree]) -> Batch:
    """Make a batch of trees."""
    labels = np.array([value(tree) for tree in chosen])
    return Batch(plan(flatten(chosen)), labels)


def batches(
    known: Sequence[Tree], size: int, epochs: int, seed: int = 0
) -> Iterator[Batch]:
    """Deal trees out, in a new order every epoch; what is left over is left out.

    Args:
        known: The trees to learn from.
        size: Trees a batch.
        epochs: How often each is seen.
        seed: Of the order.
    """
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(known))
        for first in range(0, len(known) - size + 1, size):
            yield batch([known[i] for i in order[first : first + size]])


def unseen(asked: Sequence[Tree], known: Sequence[Tree]) -> list[Tree]:
    """Return the trees that are not among those learnt from."""
    seen = set(known)
    return [tree for tree in asked if tree not in seen]
