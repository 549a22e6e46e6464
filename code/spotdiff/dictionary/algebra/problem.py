"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import row, silent, single, spread

X = spread(3, 4)
Y = spread(4, 2)
BATCH = spread(2, 3, 4)
V = single(1, 2, 3, 4)
SQUARE = single([4, 1, 0], [1, 3, 1], [0, 1, 2])

ROWS = {
    "matmul": row(BATCH, Y),
    "matrix_vector": row(X, V),
    "dot": row(V, V),
    "outer": row(V, V),
    "einsum": row(BATCH, Y),
    "inverse": row(SQUARE),
    "solve": row(SQUARE, spread(3, 1)),
    "least_squares": row(spread(4, 2), spread(4, 1)),
    "determinant": row(SQUARE, tolerance=1e-5),
    "eigenvalues": row(SQUARE, tolerance=1e-5),
    "cholesky": row(SQUARE),
    "svd": row(
        X,
        differs="PyTorch gives U, S, Vᴴ; TensorFlow S, U, V "
        + silent("singular-vectors"),
    ),
    "singular_values": row(X),
    "length": row(X),
    "unit_length": row(X),
    "distances": row(X, spread(4, 4)),
}
