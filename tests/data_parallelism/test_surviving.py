"""A killed worker costs time and nothing else."""

from pathlib import Path

import numpy as np
import pytest

from spotdiff.data_parallelism.surviving import keras_fit, pictures, problem, runs


@pytest.fixture(scope="module")
def across() -> dict[str, runs.Run]:
    return {name: runs.disturbed(name) for name in runs.SIDES}


def test_every_loss_is_that_of_a_training_nobody_disturbed(
    across: dict[str, runs.Run],
) -> None:
    wanted = problem.undisturbed()
    assert wanted[-1] < wanted[0] / 5
    for run in across.values():
        assert run.apart(wanted) < problem.TOLERANCE


def test_it_goes_on_at_the_last_checkpoint_and_to_the_end(
    across: dict[str, runs.Run],
) -> None:
    for run in across.values():
        first, second = problem.attempts(run.notes)
        assert first[0].step == 0
        assert runs.KILL_AT - 2 <= first[-1].step < 2 * problem.EVERY
        steps = [note.step for note in second]
        assert steps == list(range(problem.EVERY, problem.STEPS))
        assert run.again == problem.EVERY
        assert run.pause > 0


def test_the_picture_and_the_table_tell_both_attempts(
    across: dict[str, runs.Run],
) -> None:
    data = pictures.rows(across)
    assert set(data["attempt"]) == {1, 2}
    assert len(data["loss"]) == sum(len(run.notes) for run in across.values())
    assert pictures.losses(across).alt
    assert len(pictures.table(across).rows) == 2


def test_a_loss_that_is_off_would_be_seen() -> None:
    note = problem.Note(0, 1, 2.5, 1, 0.0)
    assert problem.gap([note], np.array([0.0, 2.0])) == 0.5


def test_slopes_are_counted_as_the_network_has_them() -> None:
    assert sum(array.size for array in problem.weights().values()) == problem.SLOPES


def test_a_note_that_is_half_written_is_not_read(tmp_path: Path) -> None:
    problem.hand_out(tmp_path)
    problem.Log(tmp_path, 0).note(0, 1.0)
    file = tmp_path / "notes-0.jsonl"
    file.write_text(file.read_text() + '{"rank": 0, "st')
    assert [note.step for note in problem.read_notes(tmp_path, 0)] == [0]


# Keras 3.15 hands NumPy a variable whose __array__ does not know `copy`.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_keras_goes_on_with_the_epoch_that_was_cut(tmp_path: Path) -> None:
    unbroken = keras_fit.fit(tmp_path / "unbroken")
    with pytest.raises(keras_fit.PowerCutError):
        keras_fit.fit(tmp_path / "cut", keras_fit.CutIn(1))
    resumed = keras_fit.fit(tmp_path / "cut")
    np.testing.assert_allclose(resumed, unbroken[1:], rtol=0, atol=keras_fit.TOLERANCE)
