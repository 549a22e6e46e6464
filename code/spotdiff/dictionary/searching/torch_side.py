"""Sorting and searching."""

from typing import Any

import torch
from torch import Tensor


def sort(x: Tensor) -> Any:
    """Sort."""
    return x.sort(dim=1).values


def sort_falling(x: Tensor) -> Any:
    """Sort, the largest first."""
    return x.sort(dim=1, descending=True).values


def order(x: Tensor) -> Any:
    """Find the order that sorts."""
    return x.argsort(dim=1)


def largest_two(x: Tensor) -> Any:
    """Take the two largest, and their places."""
    return x.topk(2)


def unique(labels: Tensor) -> Any:
    """Take every value once."""
    return labels.unique()


def unique_sorted(labels: Tensor) -> Any:
    """Take every value once, sorted, and count it."""
    return labels.unique(return_counts=True)


def counts(labels: Tensor) -> Any:
    """Count how often each label appears."""
    return labels.bincount(minlength=4)


def histogram(x: Tensor) -> Any:
    """Count the numbers in bins of equal width."""
    return x.histc(3, 0, 6)


def place_in(edges: Tensor, x: Tensor) -> Any:
    """Find where a number belongs in a sorted list."""
    return torch.searchsorted(edges, x)


def bucket(edges: Tensor, x: Tensor) -> Any:
    """Find the bucket of a number; an edge belongs to the one above."""
    return torch.bucketize(x, edges, right=True)


def is_in(x: Tensor, wanted: Tensor) -> Any:
    """Ask which are in a list."""
    return torch.isin(x, wanted)


def confusion(labels: Tensor, guesses: Tensor) -> Any:
    """Count every pair of label and guess."""
    return (3 * labels + guesses).bincount(minlength=9).reshape(3, 3)
