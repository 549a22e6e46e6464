"""Final accuracies, and whether the frameworks differ in them."""

from collections.abc import Sequence

from spotdiff.classifier.accuracy.experiment import (
    Interval,
    Outcome,
    interval,
    lead,
)
from spotdiff.tables import Table, number


def points(found: Interval, signed: bool = True) -> str:
    """Write a share in percent, with its interval in brackets."""
    sign = "+" if signed else ""
    mean, low, high = (
        f"{100 * x:{sign}.1f}" for x in (found.mean, found.low, found.high)
    )
    # A true minus sign, and not a hyphen.
    return f"{mean} ({low} to {high})".replace("-", "−")


def final(outcomes: Sequence[Outcome]) -> Table:
    """Set the accuracies at the end of training, network by network.

    Args:
        outcomes: PyTorch's and TensorFlow's in turn, two a network.
    """
    rows = []
    for one, other in zip(outcomes[::2], outcomes[1::2], strict=True):
        network = one.plan.network
        rows.append(
            (
                f"{network.name}, {number(network.parameters, 1)} weights",
                one.plan.epochs,
                len(one.final),
                points(interval(one.final), signed=False),
                points(interval(other.final), signed=False),
                points(lead(one, other)),
            )
        )
    head = ["Network", "Epochs", "Runs", "PyTorch, %", "TensorFlow, %", "Difference"]
    return Table(head, rows)


def reading(found: Interval) -> str:
    """Say what the interval of a difference tells."""
    if found.holds_zero:
        return "holds zero, so these runs show no difference"
    ahead = "PyTorch" if found.mean > 0 else "TensorFlow"
    return (
        f"leaves {ahead} ahead in these runs, as luck alone will do to one such "
        "comparison in twenty"
    )
