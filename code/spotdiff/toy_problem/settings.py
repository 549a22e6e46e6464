"""The settings the chapter runs: those of 2017, and one per optimiser."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One run of the toy problem.

    Attributes:
        name: What the chapter calls it.
        n: Points.
        low: Left end of the interval the points come from.
        high: Right end.
        loss: A name in `problem.LOSSES`.
        learning_rate: Step per unit of gradient.
        momentum: Share of the last step that is taken again.
        steps: Steps taken.
    """

    name: str
    n: int
    low: float
    high: float
    loss: str
    learning_rate: float
    momentum: float
    steps: int


LISTING_1 = Setting("by hand", 100, 0, 10, "root_sum_square", 5e-6, 0.0, 200)
LISTING_2 = Setting("torch.optim", 1000, 0, 10, "root_mean_square", 5e-10, 0.9, 10_000)
LISTING_3 = Setting("TensorFlow", 100, 10, 11, "root_mean_square", 5e-6, 0.0, 500)
LISTINGS = (LISTING_1, LISTING_2, LISTING_3)

# One run for every pair of a loss and an interval: which of the two slows it?
FACTORIAL = tuple(
    Setting(f"{loss} on [{low}, {high})", 100, low, high, loss, 5e-6, 0.0, 1500)
    for loss in ("root_sum_square", "root_mean_square")
    for low, high in ((0, 10), (10, 11))
)

# For n = 100 points on [0, 10) and the root mean square: each optimiser's rate
# is one at which it arrives within OPTIMIZER_STEPS.
OPTIMIZER_STEPS = 300
OPTIMIZER_RATES = {
    "SGD": 5e-5,
    "momentum": 5e-6,
    "Nesterov": 5e-6,
    "RMSProp": 0.02,
    "Adam": 0.05,
}
