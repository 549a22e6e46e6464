"""What every trial came to, and what NumPy foretold for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from spotdiff.data_parallelism.problem import Array, Lesson, Weights, apart
from spotdiff.data_parallelism.traps import problem
from spotdiff.data_parallelism.traps.problem import Trial

# The weights at the end, and what was dropped in each step.
Found = Mapping[Trial, tuple[Weights, Sequence[Array]]]


@dataclass(frozen=True)
class Outcome:
    """What a trial came to.

    Attributes:
        ends: The weights of every replica.
        drawn: What each replica's hidden units were multiplied by, step by step.
        foretold: The weights that NumPy comes to, told of the trial.
    """

    ends: list[Weights]
    drawn: list[Sequence[Array]]
    foretold: Weights

    @property
    def missed(self) -> float:
        """How far the worst replica ended from what was foretold."""
        return max(apart(end, self.foretold) for end in self.ends)

    def apart_from(self, other: Weights) -> float:
        """Return how far the first replica ended from other weights."""
        return apart(self.ends[0], other)

    @property
    def drop_alike(self) -> bool:
        """Whether all replicas drop the same units of their first images."""
        firsts = [masks[0][:1] for masks in self.drawn]
        return all(np.array_equal(firsts[0], one) for one in firsts)


def in_torch(lesson: Lesson, workers: Sequence[Found]) -> dict[Trial, Outcome]:
    """Put together what the workers came to, of whom each knows its own part."""
    found = {}
    for trial in workers[0]:
        both = [worker[trial] for worker in workers if trial in worker]
        ends, drawn = zip(*both, strict=True)
        found[trial] = outcome("PyTorch", lesson, trial, list(ends), list(drawn))
    return found


def in_tensorflow(lesson: Lesson, replicas: Found) -> dict[Trial, Outcome]:
    """Do the same where all replicas have the same variables and one generator."""
    found = {}
    for trial, (end, drawn) in replicas.items():
        each = [drawn] * trial.replicas if drawn else []
        found[trial] = outcome("TensorFlow", lesson, trial, [end], each)
    return found


def outcome(
    framework: str,
    lesson: Lesson,
    trial: Trial,
    ends: list[Weights],
    drawn: list[Sequence[Array]],
) -> Outcome:
    """Have NumPy foretell what a trial comes to."""
    given = trial.of(lesson)
    masks = whole(given, trial, drawn) if trial.dropped else []
    return Outcome(ends, drawn, problem.train(framework, given, trial, masks))


def whole(given: Lesson, trial: Trial, drawn: list[Sequence[Array]]) -> list[Array]:
    """Put the masks of all replicas together, a batch of them for each step."""
    masks = []
    for step, (_, labels) in enumerate(given.batches()):
        cuts = problem.parts(len(labels), trial.replicas)
        own = [
            mask[step][: cut.stop - cut.start]
            for mask, cut in zip(drawn, cuts, strict=True)
        ]
        masks.append(np.concatenate(own))
    return masks
