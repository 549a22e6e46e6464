"""Training in parts comes to what NumPy foretells, mistakes included."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pytest

from spotdiff.data_parallelism import devices, launch, problem
from spotdiff.data_parallelism.problem import Lesson, apart
from spotdiff.data_parallelism.traps import outcomes as came_to
from spotdiff.data_parallelism.traps import problem as parts
from spotdiff.data_parallelism.traps import (
    sampling,
    tables,
    tensorflow_replicas,
    torch_workers,
)
from spotdiff.data_parallelism.traps.outcomes import Found, Outcome
from spotdiff.data_parallelism.traps.problem import EVEN, Trial
from spotdiff.data_parallelism.traps.tables import Outcomes

# A mistake is seen if it moves the weights by far more than rounding does.
SEEN = 1e-4
TRIALS = {"PyTorch": torch_workers.trials(), "TensorFlow": tensorflow_replicas.trials()}
PLAIN = [
    parts.with_loss(replicas, batches, loss)
    for replicas in parts.REPLICAS
    for batches in (EVEN, parts.UNEVEN, parts.PARTIAL)
    for loss in parts.LOSSES
]


def told(trial: Trial) -> str:
    marks = ("normalised", "alike", "dropped")
    said = [mark for mark in marks if getattr(trial, mark)]
    sizes = f"{trial.replicas}-{trial.batches.size}-{trial.batches.images}"
    text = f"{sizes}-{trial.loss}-{trial.seeds}-{trial.rate}-{'-'.join(said)}"
    return text.replace(" ", "-")


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return problem.lesson(parts.IMAGES)


@pytest.fixture(scope="module")
def workers(lesson: Lesson) -> Sequence[tuple[Found, str]]:
    return launch.run("PyTorch", max(parts.REPLICAS), torch_workers.work, lesson)


@dataclass(frozen=True)
class InTensorFlow:
    """What one process of TensorFlow's answers to all questions asked here."""

    replicas: Found
    shares: list[list[list[int]]]
    unseeded: list[np.ndarray]


def dropped_without_a_seed(names: Sequence[str]) -> list[np.ndarray]:
    import keras
    import tensorflow as tf

    strategy = tf.distribute.MirroredStrategy(list(names))
    with strategy.scope():
        layer = keras.layers.Dropout(0.5)
    ones = tf.ones((1, 64))
    step = tf.function(lambda: strategy.run(lambda: layer(ones, training=True)))
    return [one.numpy() for one in strategy.experimental_local_results(step())]


def everything(lesson: Lesson) -> InTensorFlow:
    names = devices.several(max(parts.REPLICAS))
    return InTensorFlow(
        tensorflow_replicas.work(lesson, names),
        sampling.seen_in_tensorflow(10, 4, names[:2]),
        dropped_without_a_seed(names[:2]),
    )


@pytest.fixture(scope="module")
def in_tensorflow(lesson: Lesson) -> InTensorFlow:
    # A process of its own: TensorFlow divides a CPU before its first operation only.
    answers: InTensorFlow = launch.run("TensorFlow", 1, everything, lesson)[0]
    return answers


@pytest.fixture(scope="module")
def outcomes(
    lesson: Lesson,
    workers: Sequence[tuple[Found, str]],
    in_tensorflow: InTensorFlow,
) -> Outcomes:
    return {
        "PyTorch": came_to.in_torch(lesson, [found for found, _ in workers]),
        "TensorFlow": came_to.in_tensorflow(lesson, in_tensorflow.replicas),
    }


@pytest.mark.parametrize("trial", TRIALS["PyTorch"], ids=told)
def test_every_worker_of_torch_ends_where_numpy_does(
    outcomes: Outcomes, trial: Trial
) -> None:
    outcome = outcomes["PyTorch"][trial]
    assert len(outcome.ends) == trial.replicas
    assert outcome.missed < problem.TOLERANCE


@pytest.mark.parametrize("trial", TRIALS["TensorFlow"], ids=told)
def test_tensorflow_ends_where_numpy_does(outcomes: Outcomes, trial: Trial) -> None:
    assert outcomes["TensorFlow"][trial].missed < problem.TOLERANCE


def right(framework: str, trial: Trial) -> bool:
    """Whether a loss comes to that of one process: on even parts, with one replica."""
    if trial.loss == parts.SHARE:
        return True
    if trial.loss == parts.SUM:
        return False
    even = trial.replicas == 1 or trial.batches == EVEN
    # Half of 50 are as many as the other half.
    even |= trial.replicas == 2 and trial.batches == parts.UNEVEN
    return even if framework == "PyTorch" else trial.replicas == 1


@pytest.mark.parametrize("framework", TRIALS)
@pytest.mark.parametrize("trial", PLAIN, ids=told)
def test_which_losses_are_those_of_one_process(
    lesson: Lesson, framework: str, trial: Trial
) -> None:
    taken = trial.of(lesson)
    gap = apart(parts.train(framework, taken, trial), problem.train(taken))
    assert gap < problem.TOLERANCE if right(framework, trial) else gap > SEEN


def test_only_keras_normalises_alike_on_a_cpu(
    outcomes: Outcomes, workers: Sequence[tuple[Found, str]]
) -> None:
    found = outcomes["TensorFlow"]
    alone = found[Trial(1, normalised=True)].foretold
    assert found[Trial(2, normalised=True)].apart_from(alone) > SEEN
    assert found[tensorflow_replicas.ALIKE].apart_from(alone) < problem.TOLERANCE
    assert [("GPU" in said) for _, said in workers] == [True, True, False, False]


def test_who_shares_a_seed_drops_the_same_units(outcomes: Outcomes) -> None:
    one_seed = Trial(2, dropped=True)
    alike = {name: found[one_seed].drop_alike for name, found in outcomes.items()}
    assert alike == {"PyTorch": True, "TensorFlow": True}
    assert not outcomes["PyTorch"][Trial(2, dropped=True, seeds=2)].drop_alike


def test_keras_drops_the_same_without_a_seed(in_tensorflow: InTensorFlow) -> None:
    first, second = in_tensorflow.unseeded
    assert 0 < np.count_nonzero(first) < first.size
    np.testing.assert_array_equal(first, second)


def test_dropping_in_parts_learns_something_else(outcomes: Outcomes) -> None:
    for found in outcomes.values():
        alone = found[Trial(1, dropped=True)].foretold
        others = [t for t in found if t.dropped and t.replicas > 1]
        assert all(found[trial].apart_from(alone) > SEEN for trial in others)


def test_four_times_the_rate_makes_up_for_a_quarter_of_the_steps(
    lesson: Lesson,
) -> None:
    small, slow, fast = parts.grown()
    wanted = problem.train(small.of(lesson))
    gaps = [
        apart(parts.train("PyTorch", trial.of(lesson), trial), wanted)
        for trial in (slow, fast)
    ]
    assert SEEN < gaps[1] < gaps[0] / 2


def test_an_outcome_tells_the_worst_replica() -> None:
    weights = {"w": np.ones(4)}
    off = {"w": np.array([1.0, 1.0, 1.0, 2.0])}
    outcome = Outcome([weights, off], [], weights)
    assert outcome.missed == 0.5
    assert outcome.apart_from(off) == pytest.approx(1 / np.sqrt(7))


def test_slopes_are_those_of_a_difference_quotient(lesson: Lesson) -> None:
    images, labels = lesson.images[:6], lesson.labels[:6]
    cuts = parts.parts(6, 2)
    kept = np.random.default_rng(0).random((6, problem.HIDDEN)) < 0.5
    mask = np.where(kept, 2.0, 0.0).astype(np.float64)
    weights = problem.initial_weights()
    found = problem.slopes(weights, images, labels, mask, cuts)
    step = 1e-6

    def loss(by: float) -> float:
        moved = {name: array.copy() for name, array in weights.items()}
        moved["hidden.weight"][3, 300] += by
        given = images @ moved["hidden.weight"].T + moved["hidden.bias"]
        normal = np.concatenate([
            (given[c] - given[c].mean(0)) / np.sqrt(given[c].var(0) + problem.EPSILON)
            for c in cuts
        ])  # fmt: skip
        scores = (np.maximum(normal, 0) * mask) @ moved["scores.weight"].T
        shares = problem.softmax(scores + moved["scores.bias"])
        return float(-np.log(shares[np.arange(6), labels]).mean())

    quotient = (loss(step) - loss(-step)) / (2 * step)
    assert found["hidden.weight"][3, 300] == pytest.approx(quotient, rel=1e-5)


def test_parts_are_as_equal_as_they_can_be() -> None:
    sizes = [cut.stop - cut.start for cut in parts.parts(parts.UNEVEN.size, 4)]
    assert sizes == [13, 13, 12, 12]


def test_batches_tell_of_a_smaller_last_one() -> None:
    assert str(parts.PARTIAL) == "64, the last one 43"
    assert str(EVEN) == "64"


def test_the_tables_have_a_row_for_every_trial(
    lesson: Lesson, outcomes: Outcomes
) -> None:
    assert len(tables.losses(lesson, outcomes).rows) == 18
    assert len(tables.normalised(outcomes, "GPUs only").rows) == 4
    assert len(tables.dropped(outcomes).rows) == 3
    assert len(tables.grown(lesson, outcomes).rows) == 2


def test_the_sampler_repeats_images_or_leaves_them_out() -> None:
    shares = sampling.seen_in_torch(10, 4)
    assert [len(share) for share in shares] == [3] * 4
    assert sorted(chain.from_iterable(shares))[:4] == [0, 0, 1, 1]
    left = sampling.seen_in_torch(10, 4, drop=True)
    assert sorted(chain.from_iterable(left)) == list(range(8))


def test_without_set_epoch_the_order_stays() -> None:
    first, again, second = (
        sampling.seen_in_torch(10, 2, epoch, shuffle=True) for epoch in (0, 0, 1)
    )
    assert first == again != second


def test_tensorflow_shares_out_every_batch_and_sees_each_image_once(
    in_tensorflow: InTensorFlow,
) -> None:
    wanted = [[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8], [9]]]
    assert in_tensorflow.shares == wanted
