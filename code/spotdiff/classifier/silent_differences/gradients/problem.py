"""Slopes that are known."""

from spotdiff.classifier.silent_differences.rows import Row, single

X = single(1, 2)
ONE = single(1)

ROWS = (
    Row(
        "again",
        "The same slope asked for twice",
        (X,),
        torch=2 * 2 * X,
        tensorflow=2 * X,
    ),
    Row(
        "many",
        "The slope of many numbers",
        (X,),
        torch="RuntimeError",
        tensorflow=2 * X,
    ),
    Row(
        "tie",
        "The slope of the larger of two equal numbers",
        (ONE, ONE),
        torch=ONE / 2,
        tensorflow=ONE,
    ),
)
