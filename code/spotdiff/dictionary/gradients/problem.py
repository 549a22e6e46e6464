"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import Made, row, single, spread

X = single(1, -2, 3)

ROWS = {
    "gradient": row(Made.CUBES, X),
    "no_gradient": row(Made.CUBES, X),
    "stop": row(X),
    "straight_through": row(single(0.2, 0.7, -1.4)),
    "jacobian": row(Made.TRIPLE, X),
    "hessian": row(Made.CUBES, X, tolerance=1e-5),
    "forwards": row(Made.CUBES, X, single(1, 1, 0)),
    "each_example": row(Made.CUBES, spread(4, 3)),
    "again": row(Made.CUBES, X),
}
