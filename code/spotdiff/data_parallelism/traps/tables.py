"""What every trial came to, beside one process and beside what NumPy foretells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spotdiff.data_parallelism.problem import Lesson, Weights, apart
from spotdiff.data_parallelism.problem import train as in_one
from spotdiff.data_parallelism.traps import problem
from spotdiff.data_parallelism.traps.problem import Trial
from spotdiff.tables import Table

Found = Mapping[Trial, Weights]


def given(lesson: Lesson, trial: Trial) -> Lesson:
    """Return the lesson as a trial takes it."""
    return replace(lesson, batch=trial.batch, rate=problem.rate_for(trial.loss))


def alone(lesson: Lesson, trial: Trial) -> Weights:
    """Return what one process comes to, by the mean loss of the whole batch."""
    return problem.train("PyTorch", given(lesson, trial), replace(trial, replicas=1))


def by_framework(
    in_torch: Sequence[Found], in_tensorflow: Found
) -> Iterator[tuple[str, Trial, Weights]]:
    """Yield what every worker of both frameworks came to."""
    for found in in_torch:
        for trial, weights in found.items():
            yield "PyTorch", trial, weights
    for trial, weights in in_tensorflow.items():
        yield "TensorFlow", trial, weights


def worst(lesson: Lesson, in_torch: Sequence[Found], in_tensorflow: Found) -> float:
    """Return how far the worst of all ends from what NumPy foretells for it."""
    return max(
        apart(weights, problem.train(framework, given(lesson, trial), trial))
        for framework, trial, weights in by_framework(in_torch, in_tensorflow)
    )


def losses(lesson: Lesson, in_torch: Sequence[Found], in_tensorflow: Found) -> Table:
    """Compare each way to take a loss with one process, on even and uneven parts."""
    rows = []
    for batch in (problem.EVEN, problem.UNEVEN):
        for loss in problem.LOSSES:
            for replicas in problem.REPLICAS[1:]:
                trial = Trial(replicas, batch, loss)
                taken = given(lesson, trial)
                wanted = in_one(taken)
                ends = in_torch[0][trial], in_tensorflow[trial]
                rows.append(
                    (batch, loss, replicas, *(apart(end, wanted) for end in ends))
                )
    head = ["Batch", "A part's loss", "Replicas", "PyTorch", "TensorFlow"]
    return Table(head, rows, digits=2)


def normalised(
    lesson: Lesson, in_torch: Sequence[Found], in_tensorflow: Found
) -> Table:
    """Compare normalised trainings in parts with one process."""
    rows = []
    for trial, weights in in_tensorflow.items():
        if trial.normalised:
            wanted = alone(lesson, trial)
            end = in_torch[0].get(trial)
            rows.append(
                (
                    trial.replicas,
                    "by the whole batch" if trial.alike else "by its part",
                    "wants GPUs" if end is None else apart(end, wanted),
                    apart(weights, wanted),
                )
            )
    head = ["Replicas", "Normalised", "PyTorch", "TensorFlow"]
    return Table(head, rows)


