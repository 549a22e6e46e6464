"""The trials, beside one process."""

from collections.abc import Iterator, Mapping

from spotdiff.data_parallelism.problem import Lesson
from spotdiff.data_parallelism.problem import train as in_one
from spotdiff.data_parallelism.traps import problem
from spotdiff.data_parallelism.traps.outcomes import Outcome
from spotdiff.data_parallelism.traps.problem import Trial
from spotdiff.tables import Table

# By framework, what each trial came to.
Outcomes = Mapping[str, Mapping[Trial, Outcome]]


def every(outcomes: Outcomes) -> Iterator[Outcome]:
    """Yield what every trial of both frameworks came to."""
    for found in outcomes.values():
        yield from found.values()


def losses(lesson: Lesson, outcomes: Outcomes) -> Table:
    """Compare each way to take a loss with one process."""
    rows = []
    for batches in (problem.EVEN, problem.UNEVEN, problem.PARTIAL):
        for loss in problem.LOSSES:
            for replicas in problem.REPLICAS[1:]:
                trial = problem.with_loss(replicas, batches, loss)
                wanted = in_one(trial.of(lesson))
                gaps = [found[trial].apart_from(wanted) for found in outcomes.values()]
                rows.append((str(batches), loss, replicas, *gaps))
    return Table(["Batch", "A part's loss", "Replicas", *outcomes], rows, digits=2)


def normalised(outcomes: Outcomes, refusal: str) -> Table:
    """Compare normalised trainings in parts with one process.

    Args:
        outcomes: Of both frameworks.
        refusal: What PyTorch says when the parts shall be normalised alike.
    """
    alone = Trial(1, normalised=True)
    rows = []
    for trial in outcomes["TensorFlow"]:
        if trial.normalised:
            by = "by the whole batch" if trial.alike else "by its part"
            gaps = [
                found[trial].apart_from(found[alone].foretold)
                if trial in found
                else f"“{refusal.strip()}”"
                for found in outcomes.values()
            ]
            rows.append((trial.replicas, by, *gaps))
    return Table(["Replicas", "Normalised", *outcomes], rows, digits=2)


def dropped(outcomes: Outcomes) -> Table:
    """Tell what two replicas drop, and how far they end from one process."""
    alone = Trial(1, dropped=True)
    rows = []
    for framework, found in outcomes.items():
        for trial, outcome in found.items():
            if trial.dropped and trial.replicas == 2:
                seeds = "one for both" if trial.seeds == 1 else "one for each"
                same = "the same" if outcome.drop_alike else "others"
                gap = outcome.apart_from(found[alone].foretold)
                rows.append((framework, seeds, same, gap))
    head = ["Framework", "Seeds", "Units that the second drops", "From one process"]
    return Table(head, rows, digits=2)


def grown(lesson: Lesson, outcomes: Outcomes) -> Table:
    """Compare four workers with one that takes steps four times as small."""
    small, slow, fast = problem.grown()
    wanted = in_one(small.of(lesson))
    rows = []
    for trial in (slow, fast):
        gaps = [found[trial].apart_from(wanted) for found in outcomes.values()]
        rows.append((trial.batches.size, round(trial.rate / small.rate), *gaps))
    return Table(["Batch", "Rate, times", *outcomes], rows, digits=2)
