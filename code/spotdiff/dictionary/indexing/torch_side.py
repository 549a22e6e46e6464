"""Indexing and slicing."""

from typing import Any

import torch
from torch import Tensor


def element(x: Tensor) -> Any:
    """Take one number."""
    return x[1, 2]


def columns(x: Tensor) -> Any:
    """Take some columns, then every other one."""
    return x[:, 1:3], x[:, ::2]


def last(x: Tensor) -> Any:
    """Take the last column."""
    return x[:, -1]


def backwards(x: Tensor) -> Any:
    """Turn the order round."""
    return x.flip(0)


def rows(x: Tensor, index: Tensor) -> Any:
    """Take rows by their numbers."""
    return x[index]


def columns_by_number(x: Tensor, index: Tensor) -> Any:
    """Take columns by their numbers."""
    return x[:, index]


def one_a_row(x: Tensor, index: Tensor) -> Any:
    """Take one number of each row."""
    return x.gather(1, index[:, None])[:, 0]


def pairs(x: Tensor, rows: Tensor, columns: Tensor) -> Any:
    """Take numbers by row and column."""
    return x[rows, columns]


def masked(x: Tensor, mask: Tensor) -> Any:
    """Take the numbers that a mask marks."""
    return x[mask]


def where(x: Tensor, y: Tensor) -> Any:
    """Choose between two tensors, number by number."""
    return torch.where(x > 0, x, y)


def places(mask: Tensor) -> Any:
    """Find the places that a mask marks."""
    return mask.nonzero()


def write_row(x: Tensor, row: Tensor) -> Any:
    """Write a row."""
    x[0] = row
    return x


def write_masked(x: Tensor, mask: Tensor) -> Any:
    """Write to the places that a mask marks."""
    x[mask] = 0
    return x


def write_variable(variable: Any) -> Any:
    """Write to a slice of something trained."""
    with torch.no_grad():
        variable[1:] = 0
    return variable


def add_by_number(x: Tensor, index: Tensor) -> Any:
    """Add up the rows of each group."""
    return x.new_zeros(2, 4).index_add(0, index, x)
