"""Training in parts comes to what NumPy foretells, mistakes included."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from spotdiff.data_parallelism import devices, launch, problem
from spotdiff.data_parallelism.problem import Lesson, Weights, apart
from spotdiff.data_parallelism.traps import (
    problem as parts,
)
from spotdiff.data_parallelism.traps import (
    sampling,
    tables,
    tensorflow_replicas,
    torch_workers,
)
from spotdiff.data_parallelism.traps.problem import Trial

PLAIN = [trial for trial in parts.trials() if not trial.normalised]
# A mistake is seen if it moves the weights by far more than rounding does.
SEEN = 1e-4


def told(trial: Trial) -> str:
    return f"{trial.replicas}-{trial.batch}-{trial.loss}-{trial.normalised}".replace(
        " ", "-"
    )


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return problem.lesson(parts.IMAGES)


@pytest.fixture(scope="module")
def in_torch(lesson: Lesson) -> Sequence[Mapping[Trial, Weights]]:
    return launch.run("PyTorch", max(parts.REPLICAS), torch_workers.work, lesson)


def replicas_of(lesson: Lesson) -> Mapping[Trial, Weights]:
    return tensorflow_replicas.work(lesson, devices.several(max(parts.REPLICAS)))


@pytest.fixture(scope="module")
def in_tensorflow(lesson: Lesson) -> Any:
    # A process of its own: TensorFlow divides a CPU before its first operation only.
    return launch.run("TensorFlow", 1, replicas_of, lesson)[0]


@pytest.mark.parametrize("trial", parts.trials(), ids=told)
def test_every_worker_of_torch_ends_where_numpy_does(
    lesson: Lesson, in_torch: Sequence[Mapping[Trial, Weights]], trial: Trial
) -> None:
    wanted = parts.train("PyTorch", tables.given(lesson, trial), trial)
    ends = [found[trial] for found in in_torch if trial in found]
    assert len(ends) == trial.replicas
    assert max(apart(end, wanted) for end in ends) < problem.TOLERANCE


@pytest.mark.parametrize("trial", tensorflow_replicas.trials(), ids=told)
def test_tensorflow_ends_where_numpy_does(
    lesson: Lesson, in_tensorflow: Mapping[Trial, Weights], trial: Trial
) -> None:
    wanted = parts.train("TensorFlow", tables.given(lesson, trial), trial)
    assert apart(in_tensorflow[trial], wanted) < problem.TOLERANCE


def right(framework: str, trial: Trial) -> bool:
    """Whether a loss comes to that of one process: on even parts, with one replica."""
    if trial.loss == parts.SHARE:
        return True
    if trial.loss == parts.SUM:
        return False
    even = trial.replicas == 1 or trial.batch % trial.replicas == 0
    return even if framework == "PyTorch" else trial.replicas == 1


@pytest.mark.parametrize("framework", parts.TOGETHER)
@pytest.mark.parametrize("trial", PLAIN, ids=told)
def test_which_losses_are_those_of_one_process(
    lesson: Lesson, framework: str, trial: Trial
) -> None:
    taken = tables.given(lesson, trial)
    gap = apart(parts.train(framework, taken, trial), problem.train(taken))
    assert gap < problem.TOLERANCE if right(framework, trial) else gap > SEEN


def test_normalised_parts_learn_something_else(lesson: Lesson) -> None:
    alone, apart_, alike = (
        parts.train("TensorFlow", lesson, trial)
        for trial in (
            Trial(1, normalised=True),
            Trial(2, normalised=True),
            Trial(2, normalised=True, alike=True),
        )
    )
    assert apart(apart_, alone) > SEEN
    assert apart(alike, alone) < problem.TOLERANCE


def test_slopes_are_those_of_a_difference_quotient(lesson: Lesson) -> None:
    images, labels = lesson.images[:6], lesson.labels[:6]
    cuts = parts.parts(6, 2)
    weights = problem.initial_weights()
    found = problem.slopes(weights, images, labels, normalised=cuts)
    step = 1e-6

    def loss(by: float) -> float:
        moved = dict(weights)
        moved["scores.weight"] = weights["scores.weight"].copy()
        moved["scores.weight"][3, 5] += by
        given = images @ moved["hidden.weight"].T + moved["hidden.bias"]
        normal = np.concatenate([
            (given[c] - given[c].mean(0)) / np.sqrt(given[c].var(0) + problem.EPSILON)
            for c in cuts
        ])  # fmt: skip
        scores = np.maximum(normal, 0) @ moved["scores.weight"].T
        shares = problem.softmax(scores + moved["scores.bias"])
        return float(-np.log(shares[np.arange(6), labels]).mean())

    quotient = (loss(step) - loss(-step)) / (2 * step)
    assert found["scores.weight"][3, 5] == pytest.approx(quotient, rel=1e-5)


def test_parts_are_as_equal_as_they_can_be() -> None:
    sizes = [cut.stop - cut.start for cut in parts.parts(parts.UNEVEN, 4)]
    assert sizes == [13, 13, 12, 12]


def test_the_sampler_repeats_images_or_leaves_them_out() -> None:
    shares = sampling.seen_in_torch(10, 4)
    assert [len(share) for share in shares] == [3] * 4
    assert sorted(sum(shares, []))[:4] == [0, 0, 1, 1]
    left = sampling.seen_in_torch(10, 4, drop=True)
    assert sorted(sum(left, [])) == list(range(8))


def test_without_set_epoch_the_order_stays() -> None:
    first, again, second = (
        sampling.seen_in_torch(10, 2, epoch, shuffle=True) for epoch in (0, 0, 1)
    )
    assert first == again != second


def shares() -> list[list[list[int]]]:
    return sampling.seen_in_tensorflow(10, 4, devices.several(2))


def test_tensorflow_shares_out_every_batch_and_sees_each_image_once() -> None:
    (steps,) = launch.run("TensorFlow", 1, shares)
    assert steps == [[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8], [9]]]
