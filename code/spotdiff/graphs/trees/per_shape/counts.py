"""How many graphs two compilers make of recursion, counted."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import comb

import numpy as np

from spotdiff.graphs.trees.per_shape import tensorflow_graphs, torch_graphs
from spotdiff.graphs.trees.problem import (
    NAMES,
    VALUES,
    Leaf,
    Node,
    Tree,
    Weights,
    grow,
    shape,
)
from spotdiff.graphs.trees.recursive import tensorflow_side as tensorflow_recursion
from spotdiff.graphs.trees.recursive import torch_side as torch_recursion
from spotdiff.runtime import import_frameworks
from spotdiff.tables import Table

torch, tf = import_frameworks()

# How many trees of a kind.
MET = 4


def shapes(leaves: int) -> int:
    """Count the shapes a tree of so many leaves may have: a number of Catalan."""
    return comb(2 * leaves - 2, leaves - 1) // leaves


def renumbered(tree: Tree, rng: np.random.Generator) -> Tree:
    """Return a tree of the same shape, with other numbers and operations."""
    if isinstance(tree, Leaf):
        return Leaf(int(rng.integers(VALUES)))
    left, right = renumbered(tree.left, rng), renumbered(tree.right, rng)
    return Node(int(rng.integers(len(NAMES))), left, right)


def met(leaves: int = 6, seed: int = 3) -> dict[str, list[Tree]]:
    """Grow the trees that a compiler is to meet one after the other.

    Args:
        leaves: Of every tree.
        seed: Of the generator.
    """
    rng = np.random.default_rng(seed)
    tree = grow(rng, leaves)
    others: dict[str, Tree] = {}
    while len(others) < MET:
        grown = grow(rng, leaves)
        others.setdefault(shape(grown), grown)
    return {
        "one tree, again and again": [tree] * MET,
        "one shape, other numbers": [renumbered(tree, rng) for _ in range(MET)],
        "other shapes": list(others.values()),
    }


@dataclass(frozen=True)
class Count:
    """Graphs there are after each of some trees.

    Attributes:
        trees: What the trees have in common.
        torch_compile: By `torch.compile`.
        tf_function: By `tf.function`.
        of_tensors: By `tf.function`, if all numbers are handed over as tensors.
    """

    trees: str
    torch_compile: list[int]
    tf_function: list[int]
    of_tensors: list[int]


def count(weights: Weights, about: str, trees: Sequence[Tree]) -> Count:
    """Let both compilers meet trees."""
    tensors = [tf.nest.map_structure(tf.constant, tree) for tree in trees]
    recursion = tensorflow_recursion.state
    return Count(
        about,
        torch_graphs.graphs(torch_recursion.state, weights, trees),
        tensorflow_graphs.graphs(recursion, weights, trees),
        tensorflow_graphs.graphs(recursion, weights, tensors),
    )


@contextmanager
def unwarned() -> Iterator[None]:
    """Keep tf.function from logging that it makes too many graphs: that is our aim."""
    logger = tf.get_logger()

    def wanted(record: logging.LogRecord) -> bool:
        return "triggered tf.function retracing" not in record.getMessage()

    logger.addFilter(wanted)
    try:
        yield
    finally:
        logger.removeFilter(wanted)


def counts(weights: Weights) -> list[Count]:
    """Let both compilers meet all that `met` grows."""
    with unwarned():
        return [count(weights, *item) for item in met().items()]


def table(found: Sequence[Count]) -> Table:
    """Set the numbers of graphs after the last tree under each other."""
    head = [
        f"{MET} trees",
        "`torch.compile`",
        "`tf.function`",
        "`tf.function`, numbers as tensors",
    ]
    rows = [
        (one.trees, one.torch_compile[-1], one.tf_function[-1], one.of_tensors[-1])
        for one in found
    ]
    return Table(head, rows)
