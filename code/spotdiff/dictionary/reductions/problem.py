"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import row, silent, single, spread

X = spread(3, 4)
MASK = X > 0
EVEN = single(1, 2, 3, 10)

ROWS = {
    "total": row(X),
    "total_of_rows": row(X),
    "mean_kept": row(X),
    "product": row(EVEN),
    "largest": row(X),
    "largest_place": row(X),
    "any_true": row(MASK),
    "count_nonzero": row(MASK),
    "deviation": row(
        X, differs="PyTorch divides by n − 1, TensorFlow by n " + silent("deviation")
    ),
    "deviation_by_n": row(X),
    "moments": row(X, differs="PyTorch gives the variance first, TensorFlow the mean"),
    "median": row(
        EVEN,
        differs="PyTorch takes the lower of the two in the middle, Keras their mean "
        + silent("middle"),
    ),
    "quantile": row(EVEN),
    "log_sum": row(X),
    "running_total": row(X),
    "mean_masked": row(X, MASK),
}
