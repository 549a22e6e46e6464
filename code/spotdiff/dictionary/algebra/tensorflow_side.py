"""Linear algebra."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def matmul(x: Tensor, y: Tensor) -> Any:
    """Multiply matrices, or batches of them."""
    return x @ y


def matrix_vector(x: Tensor, v: Tensor) -> Any:
    """Multiply a matrix and a vector."""
    return tf.linalg.matvec(x, v)


def dot(v: Tensor, w: Tensor) -> Any:
    """Multiply two vectors and add up."""
    return tf.tensordot(v, w, axes=1)


def outer(v: Tensor, w: Tensor) -> Any:
    """Multiply each with each."""
    return tf.tensordot(v, w, axes=0)


def einsum(x: Tensor, y: Tensor) -> Any:
    """Say with letters what is multiplied and added."""
    return tf.einsum("bij,jk->bik", x, y)


def inverse(x: Tensor) -> Any:
    """Invert a matrix."""
    return tf.linalg.inv(x)


def solve(x: Tensor, y: Tensor) -> Any:
    """Solve a system of equations."""
    return tf.linalg.solve(x, y)


def least_squares(x: Tensor, y: Tensor) -> Any:
    """Solve as well as can be, by least squares."""
    return tf.linalg.lstsq(x, y)


def determinant(x: Tensor) -> Any:
    """Take determinant and trace."""
    return tf.linalg.det(x), tf.linalg.trace(x)


def eigenvalues(x: Tensor) -> Any:
    """Take the eigenvalues of a symmetric matrix."""
    return tf.linalg.eigvalsh(x)


def cholesky(x: Tensor) -> Any:
    """Take the root of Cholesky."""
    return tf.linalg.cholesky(x)


def svd(x: Tensor) -> Any:
    """Decompose into singular vectors and values."""
    return tf.linalg.svd(x)


def singular_values(x: Tensor) -> Any:
    """Take the singular values alone."""
    return tf.linalg.svd(x, compute_uv=False)


def length(x: Tensor) -> Any:
    """Take the length of every row."""
    return tf.norm(x, axis=1)


def unit_length(x: Tensor) -> Any:
    """Bring every row to length one."""
    return tf.math.l2_normalize(x, axis=1)


def distances(x: Tensor, y: Tensor) -> Any:
    """Measure the distance of each to each."""
    return tf.norm(x[:, None] - y, axis=-1)
