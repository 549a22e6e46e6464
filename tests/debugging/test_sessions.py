"""The sessions say what the page says of them, at the versions of the lock file."""

from functools import cache
from types import ModuleType

import numpy as np
import pytest
import torch

from spotdiff.debugging.sessions import (
    script,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y, step
from spotdiff.debugging.sight.step import shows
from spotdiff.transcripts import Transcript

BOTH = [torch_side, tensorflow_side]
both = pytest.mark.parametrize("side", BOTH, ids=["PyTorch", "TensorFlow"])
PLAIN, DOUBLED, WIPED = step(), step(times=2), step(times=2, passing=0)


@cache
def sessions() -> script.Sessions:
    return script.Sessions()


def written(side: ModuleType) -> Transcript:
    return sessions().of(side).as_written


def graph(side: ModuleType) -> Transcript:
    return sessions().of(side).as_graph


def between(held: Transcript, typed: str) -> list[str]:
    """Return the answers to every line that reads so."""
    return [one.answer for one in held.exchanges if one.typed == typed]


# The oracle ----------------------------------------------------------------------


def test_the_slopes_of_the_oracle_are_those_of_its_loss() -> None:
    def loss(inner: np.ndarray) -> float:
        hidden = 2 * np.maximum(X.astype(float) @ inner, 0)
        return float(np.mean((hidden @ OUTER - Y) ** 2))

    # Central differences of a quadratic err by rounding only: 1e-16 / 1e-5.
    tiny = 1e-5
    for place in np.ndindex(INNER.shape):
        shift = np.zeros(INNER.shape)
        shift[place] = tiny
        slope = (loss(INNER + shift) - loss(INNER - shift)) / (2 * tiny)
        assert slope == pytest.approx(DOUBLED.inner_slope[place], abs=1e-8)
    assert loss(INNER.astype(float)) == pytest.approx(DOUBLED.loss)


def test_what_is_changed_in_the_sessions_changes_what_is_computed() -> None:
    assert abs(PLAIN.loss - DOUBLED.loss) > 1
    assert not np.any(WIPED.inner_slope)
    assert np.any(DOUBLED.inner_slope)


# As it is written ----------------------------------------------------------------


def test_the_same_is_typed_but_for_the_number_of_frames() -> None:
    one, other = (written(side).typed[1:] for side in BOTH)
    differ = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    frames = (script.TORCH_FRAMES, script.KERAS_FRAMES)
    assert differ == [
        tuple(f"{word} {count}" for count in frames) for word in ("up", "down")
    ]


@both
def test_pdb_shows_the_values(side: ModuleType) -> None:
    held = written(side)
    assert shows(held.answer_to("p hidden"), PLAIN.hidden)
    assert shows(held.answer_to("p x"), X)
    assert shows(held.answer_to("p slope"), DOUBLED.scores_slope)


@both
def test_the_program_goes_on_with_what_was_changed(side: ModuleType) -> None:
    end = written(side).exchanges[-1].answer
    assert shows(end, DOUBLED.loss)
    assert shows(end, WIPED.inner_slope)


@both
def test_up_leads_to_the_line_that_called(side: ModuleType) -> None:
    frames = script.TORCH_FRAMES if side is torch_side else script.KERAS_FRAMES
    answer = written(side).answer_to(f"up {frames}")
    assert f"{side.__name__.rsplit('.', maxsplit=1)[-1]}.py" in answer
    assert "step()" in answer
    assert "watched(network(x))" in answer


@both
def test_where_shows_only_python(side: ModuleType) -> None:
    frames = [
        line
        for line in written(side).answer_to("where").split("\n")
        if not line.startswith("->")
    ]
    assert all(".py(" in line or "<frozen runpy>" in line for line in frames)


# As a graph ----------------------------------------------------------------------


def test_pytorch_stops_in_its_compiler_and_the_value_has_no_name() -> None:
    held = graph(torch_side)
    assert "torch/_dynamo/" in held.answer_to("c")
    assert "forward()" in held.answer_to("up")
    assert "NameError: name 'hidden' is not defined" in held.answer_to("p hidden")


def test_pytorchs_hook_outside_the_graph_sees_values() -> None:
    assert shows(graph(torch_side).answer_to("p slope"), PLAIN.scores_slope)


def test_pytorch_stops_there_and_back_in_both_steps() -> None:
    on = between(graph(torch_side), "c")
    stopped = ["_dynamo", "passing()", "_dynamo", "passing()"]
    assert all(what in answer for what, answer in zip(stopped, on, strict=False))
    assert len(on) == len(stopped) + 1
    assert [shows(answer, PLAIN.loss) for answer in on] == [0, 0, 1, 0, 1]


def test_pytorch_refuses_to_stop_in_a_graph_that_must_be_whole() -> None:
    torch.compiler.reset()
    network = torch_side.Network()
    whole = torch.compile(network, backend="eager", fullgraph=True)
    with pytest.raises(torch._dynamo.exc.Unsupported, match="breakpoint"):
        whole(torch.tensor(X))


def test_tensorflow_shows_a_tensor_without_a_value() -> None:
    held = graph(tensorflow_side)
    assert "Relu:0' shape=(3, 2) dtype=float32" in held.answer_to("p hidden")
    assert "has no attribute 'numpy'" in held.answer_to("p hidden.numpy()")
    assert "gradient_tape" in held.answer_to("p slope")


def test_tensorflows_step_is_code_that_autograph_wrote() -> None:
    answer = graph(tensorflow_side).answer_to(script.UP)
    assert "__autograph_generated_file….py" in answer
    assert "tf__step()" in answer
    assert "ag__.converted_call" in answer


def test_tensorflow_is_silent_in_the_second_step() -> None:
    *_, last = between(graph(tensorflow_side), "c")
    assert 'loss Tensor("' in last
    assert last.count("loss") == 1
    assert not shows(last, PLAIN.loss)


# As it was -----------------------------------------------------------------------


def test_tensorflow_1_has_no_value_at_the_line_that_builds() -> None:
    held = sessions().whole(tensorflow1_side)
    assert held.answer_to("p hidden").startswith("<tf.Tensor 'hidden:0'")


def test_its_session_can_be_asked_and_fed_from_the_prompt() -> None:
    held = sessions().whole(tensorflow1_side)
    assert shows(held.answer_to("p session.run(hidden, feed)"), PLAIN.hidden)
    assert shows(held.answer_to(script.DOUBLED), DOUBLED.loss)


def test_stepping_into_the_run_leads_through_it_and_out() -> None:
    held = sessions().whole(tensorflow1_side)
    into, out = held.answer_to("s"), held.answer_to("r")
    assert "tensorflow/python/client/session.py" in into
    assert "run()->" in out
    assert shows(held.exchanges[-1].answer, PLAIN.loss)


@pytest.mark.parametrize("program", list(script.SCRIPTS), ids=lambda p: p.__name__)
def test_every_program_ends_well(program: ModuleType) -> None:
    assert sessions().whole(program).status == 0


@pytest.mark.parametrize("program", list(script.SCRIPTS), ids=lambda p: p.__name__)
def test_nothing_but_the_session_stands_in_a_transcript(program: ModuleType) -> None:
    text = str(sessions().whole(program))
    assert "WARNING" not in text
    assert "/site-packages/" not in text
    assert "/tmp" not in text
