"""Linear algebra."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def matmul(x: Tensor, y: Tensor) -> Any:
    """Multiply matrices, or batches of them."""
    return x @ y


def matrix_vector(x: Tensor, v: Tensor) -> Any:
    """Multiply a matrix and a vector."""
    return x @ v


def dot(v: Tensor, w: Tensor) -> Any:
    """Multiply two vectors and add up."""
    return v @ w


def outer(v: Tensor, w: Tensor) -> Any:
    """Multiply each with each."""
    return torch.outer(v, w)


def einsum(x: Tensor, y: Tensor) -> Any:
    """Say with letters what is multiplied and added."""
    return torch.einsum("bij,jk->bik", x, y)


def inverse(x: Tensor) -> Any:
    """Invert a matrix."""
    return torch.linalg.inv(x)


def solve(x: Tensor, y: Tensor) -> Any:
    """Solve a system of equations."""
    return torch.linalg.solve(x, y)


def least_squares(x: Tensor, y: Tensor) -> Any:
    """Solve as well as can be, by least squares."""
    return torch.linalg.lstsq(x, y).solution


def determinant(x: Tensor) -> Any:
    """Take determinant and trace."""
    return torch.linalg.det(x), torch.trace(x)


def eigenvalues(x: Tensor) -> Any:
    """Take the eigenvalues of a symmetric matrix."""
    return torch.linalg.eigvalsh(x)


def cholesky(x: Tensor) -> Any:
    """Take the root of Cholesky."""
    return torch.linalg.cholesky(x)


def svd(x: Tensor) -> Any:
    """Decompose into singular vectors and values."""
    return torch.linalg.svd(x, full_matrices=False)


def singular_values(x: Tensor) -> Any:
    """Take the singular values alone."""
    return torch.linalg.svdvals(x)


def length(x: Tensor) -> Any:
    """Take the length of every row."""
    return torch.linalg.vector_norm(x, dim=1)


def unit_length(x: Tensor) -> Any:
    """Bring every row to length one."""
    return F.normalize(x, dim=1)


def distances(x: Tensor, y: Tensor) -> Any:
    """Measure the distance of each to each."""
    return torch.cdist(x, y)
