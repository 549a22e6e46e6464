"""Both models as files for a telephone: what they answer, and what lies in them."""

import logging
import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from spotdiff.classifier.problem import initial_weights
from spotdiff.deployment.mobile import alone, notices, pictures, problem, reading, trial
from spotdiff.deployment.mobile.trial import NARROW, TRAINED, WIDE
from spotdiff.deployment.models import Trained
from spotdiff.measure import Timing, largest_difference

FRAMEWORKS = ("PyTorch", "TensorFlow")
each_framework = pytest.mark.parametrize("name", FRAMEWORKS)


@pytest.fixture(scope="module")
def forms(models: Trained, tmp_path_factory: pytest.TempPathFactory) -> trial.Forms:
    return trial.prepare(models, tmp_path_factory.mktemp("mobile"))


@pytest.fixture(scope="module")
def found(forms: trial.Forms, models: Trained) -> reading.Found:
    return reading.both(forms, models)


@each_framework
def test_a_file_of_32_bits_is_the_model_that_was_trained(
    forms: trial.Forms, name: str
) -> None:
    assert trial.moved(forms, forms[name, WIDE]) <= problem.TOLERANCE
    assert trial.changed(forms, forms[name, WIDE]) == 0


@each_framework
def test_a_file_of_8_bits_is_small_and_reads_as_well(
    forms: trial.Forms, models: Trained, name: str
) -> None:
    wide, narrow = (trial.file(forms, name, bits) for bits in (WIDE, NARROW))
    assert wide.stat().st_size > 2.5 * narrow.stat().st_size
    lost = trial.lost(forms, forms[name, NARROW], models.labels)
    assert abs(lost) <= problem.POINTS_LOST
    assert trial.right(forms[name, TRAINED], models.labels) > 0.9


@each_framework
def test_eight_bits_are_eight_bits_to_the_scores(forms: trial.Forms, name: str) -> None:
    assert trial.moved(forms, forms[name, NARROW]) > 10 * problem.TOLERANCE
    assert trial.values(forms[name, NARROW]) <= 256
    assert trial.values(forms[name, WIDE]) > 256
    steps = np.unique(forms[name, NARROW].scores) / trial.step(forms[name, NARROW])
    np.testing.assert_allclose(np.diff(steps), np.rint(np.diff(steps)), atol=1e-3)


@each_framework
def test_a_score_beyond_those_shown_is_cut_off(forms: trial.Forms, name: str) -> None:
    seen, narrow = trial.highest_seen(forms)[name], forms[name, NARROW]
    assert forms[name, TRAINED].scores.max() > seen + 1
    assert narrow.scores.max() <= seen + trial.step(narrow)
    # What is below, and above the lowest shown, hardly moves.
    shown = trial.each(forms[name, TRAINED].predict, trial.calibration())
    trained = forms[name, TRAINED].scores
    within = (trained > shown.min()) & (trained < shown.max())
    apart = np.abs(narrow.scores - trained)[within]
    assert np.quantile(apart, 0.95) < 0.02 * np.ptp(trained)


@each_framework
def test_both_files_hold_the_weights_that_numpy_rounds(
    found: reading.Found, models: Trained, name: str
) -> None:
    weights = reading.originals(models)[name]
    assert list(found[name]) == list(problem.matrices(weights))
    for weight, one in found[name].items():
        wanted = problem.rounded(weights[weight])
        np.testing.assert_allclose(one.steps, wanted.steps, rtol=1e-6)
        assert problem.steps_away(one, weights[weight]) <= problem.HALF_A_STEP
        # A weight in the middle between two may go to either.
        unlike = np.abs(one.whole.astype(int) - wanted.whole)
        assert unlike.max() <= 1
        assert unlike.mean() < 0.001
        assert np.abs(one.whole.astype(int)).max() == problem.LARGEST


def test_the_frameworks_models_round_to_different_numbers(found: reading.Found) -> None:
    one, other = (found[name]["fc1.weight"].whole for name in FRAMEWORKS)
    assert (one != other).any()


def test_a_weight_of_another_model_is_found_out(
    found: reading.Found, models: Trained
) -> None:
    other = problem.matrices(initial_weights())
    away = [problem.steps_away(found["PyTorch"][name], other[name]) for name in other]
    assert min(away) > 1
    assert reading.worst(found, models) <= problem.HALF_A_STEP


def test_rounding_keeps_the_largest_of_every_output() -> None:
    weight = np.array([[0.5, -1.0], [0.0, 0.02]], np.float32)
    whole, steps = problem.rounded(weight)
    assert whole.tolist() == [[64, -127], [0, 127]]
    np.testing.assert_allclose(steps, [1 / 127, 0.02 / 127], rtol=1e-6)
    assert problem.steps_away(problem.Rounded(whole, steps), weight) == pytest.approx(
        0.5, abs=1e-4
    )


def test_the_table_of_what_lies_in_the_files(
    found: reading.Found, models: Trained
) -> None:
    table = reading.table(found, models)
    assert [row[:2] for row in table.rows][:2] == [
        ("PyTorch", "`conv1.weight`"),
        ("PyTorch", "`conv2.weight`"),
    ]
    assert sum(int(str(row[2])) for row in table.rows) == reading.count(found)
    assert reading.count(found) == 2 * (250 + 5000 + 16000 + 500)


def test_litert_needs_no_framework_and_executorch_from_python_needs_pytorch(
    forms: trial.Forms, models: Trained
) -> None:
    files = {name: trial.file(forms, name, NARROW) for name in FRAMEWORKS}
    asked = alone.ask(files, models.images[:5])
    litert, executorch = asked["LiteRT"], asked["ExecuTorch"]
    assert (litert.refused, litert.loaded) == ("", ())
    assert (executorch.refused, executorch.loaded) == ("", ("torch",))
    assert asked["ExecuTorch without PyTorch"].refused == "torch"
    assert 0 < litert.megabytes < executorch.megabytes / 3
    for one, name in ((litert, "TensorFlow"), (executorch, "PyTorch")):
        here = forms[name, NARROW]
        gap = largest_difference(one.scores, here.scores[:5]).absolute
        assert gap <= 2 * trial.step(here)
    assert [row[0] for row in alone.table(asked).rows] == list(asked)


def test_the_runtimes_have_one_thread(forms: trial.Forms) -> None:
    with notices.without_notices():
        from executorch.extension.pybindings import portable_lib

        assert portable_lib._threadpool_get_thread_count() == 1


def test_every_form_is_timed_and_set_in_a_table(
    forms: trial.Forms, models: Trained
) -> None:
    times = {key: Timing(np.array([1e-5])) for key in forms}
    rows = trial.table(forms, times, models.labels).rows
    assert [row[:2] for row in rows] == [
        ("PyTorch", "as it was trained"),
        ("TensorFlow", "as it was trained"),
        ("PyTorch", "ExecuTorch, 32 bits"),
        ("PyTorch", "ExecuTorch, 8 bits"),
        ("TensorFlow", "LiteRT, 32 bits"),
        ("TensorFlow", "LiteRT, 8 bits"),
    ]
    assert {row[3] for row in rows} == {"10 µs"}


def test_a_file_answers_sooner_than_its_framework(
    forms: trial.Forms, models: Trained
) -> None:
    times = trial.time(forms, models.images[:1])
    for name in FRAMEWORKS:
        assert times[name, TRAINED].median > 1.5 * times[name, WIDE].median


def test_the_model_as_trained_has_no_file(forms: trial.Forms) -> None:
    with pytest.raises(ValueError, match="no file"):
        trial.file(forms, "PyTorch", TRAINED)


def test_the_figure_has_a_dot_for_every_digit(
    forms: trial.Forms, models: Trained
) -> None:
    seen = trial.highest_seen(forms)
    data = pictures.columns(forms, seen)
    assert len(data["framework"]) == 2 * min(pictures.DRAWN, len(models.images))
    assert set(data["highest seen"]) == set(seen.values())
    picture = pictures.scores(forms, seen)
    assert picture.light != picture.dark


@pytest.mark.parametrize(
    ("lost", "text"), [(0.0, "0"), (0.04, "0"), (-0.28, "+0.3"), (1.4, "\u22121.4")]
)
def test_points_are_written_with_their_sign(lost: float, text: str) -> None:
    assert trial.points(lost) == text


def test_notices_are_dropped_and_all_else_is_passed_on(
    capfd: pytest.CaptureFixture[str],
) -> None:
    @notices.without_notices()
    def speak() -> None:
        warnings.warn("LeafSpec is deprecated", FutureWarning, stacklevel=1)
        os.write(2, notices.SAID[0] + b"6\nsomething else\n")
        raise RuntimeError("broken")

    level = logging.getLogger("torchao").level
    with pytest.raises(RuntimeError, match="broken"):
        speak()
    assert capfd.readouterr().err == "something else\n"
    assert logging.getLogger("torchao").level == level


def test_another_warning_is_passed_on() -> None:
    with pytest.warns(FutureWarning, match="other"), notices.without_notices():
        warnings.warn("other", FutureWarning, stacklevel=1)


def test_flatc_is_found_beside_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLATC_EXECUTABLE", raising=False)
    trial.find_flatc()
    assert Path(os.environ["FLATC_EXECUTABLE"]).exists()
    monkeypatch.setenv("FLATC_EXECUTABLE", "mine")
    trial.find_flatc()
    assert os.environ["FLATC_EXECUTABLE"] == "mine"
